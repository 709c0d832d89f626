import type { Config } from '../../core/model.ts'
import type { MemoryOfUsers } from '../../core/user-memory.ts'
import type { EveMemorySource } from './provider.ts'

/** Makes a function that returns the memory. A file is opened by the first call that succeeds. */
export function opened(source: EveMemorySource): () => Promise<MemoryOfUsers> {
  if ('forUser' in source) return async () => source
  const { path, config } = source
  let opening: Promise<MemoryOfUsers> | null = null
  return async () => {
    opening ??= openFile(path, config).catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }
}

/** Loads the stores with the first call: a program that brings its own memory needs none of them. */
async function openFile(path: string | URL, config: Config | undefined): Promise<MemoryOfUsers> {
  const { ILabMemory } = await import('../../memory/ilab-memory.ts')
  return ILabMemory.fromPath(path, config)
}
