import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const page = readFileSync(join(import.meta.dirname, '../../../docs/frameworks.md'), 'utf8')
/** Programs of the page: blocks with the name of their file in the first line. */
const programs: ReadonlyMap<string, string> = new Map(
  [...page.matchAll(/^```(?:js|typescript)\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(
    ([, name = '', text = '']) => [name, text] as const,
  ),
)

/** The files that the page holds. */
export const namesOnPage: readonly string[] = [...programs.keys()]

/** Writes a program of the page into a folder, as the page has it. */
export function writeFromPage(name: string, folder: string): void {
  const text = programs.get(name)
  if (text === undefined) throw new Error(`the page has no ${name}`)
  writeFileSync(join(folder, name), text)
}
