import { ILabMemory } from 'ilab-memory'

/** The memory of this process. */
export function memory() {
  globalThis.ilabMemory ??= ILabMemory.fromPath(process.env.MEMORY_PATH ?? './memory.db')
  return globalThis.ilabMemory
}
