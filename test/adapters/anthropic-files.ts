import { memoryFiles, type MemoryFiles } from '../../src/adapters/anthropic/index.ts'
import { openFile } from './memories.ts'

/** A path below the folder of the tool. */
export const at = (name: string): string => `/memories/${name}`

export async function newFiles(contents: Readonly<Record<string, string>> = {}): Promise<MemoryFiles> {
  const files = memoryFiles((await openFile()).forUser('ada'))
  for (const [name, text] of Object.entries(contents)) await files.create({ path: at(name), file_text: text })
  return files
}

export const head = (path: string): string => `Here's the content of ${path} with line numbers:\n`
export const missing = (path: string): string =>
  `The path ${path} does not exist. Please provide a valid path.`
