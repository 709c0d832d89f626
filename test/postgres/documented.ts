import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Returns the lines of the blocks of a page, in one language, that hold a text. */
export function documentedLines(page: string, language: string, text: string): string[] {
  const file = readFileSync(join(import.meta.dirname, '../../docs', page), 'utf8')
  const blocks = [...file.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, of]) => of === language)
  const found = blocks.flatMap(([, , block = '']) =>
    block.includes(text) ? block.trimEnd().split('\n') : [],
  )
  if (found.length === 0) throw new Error(`${page} has no block of ${language} with ${text}`)
  return found
}

/** Returns the words behind the name of a command, with what stands for the reader's own names replaced. */
export function wordsOf(line: string, own: Readonly<Record<string, string>>): string[] {
  const [, words = ''] = line.split(/\bilab-memory /)
  return words.split(' ').map((word) => own[word.replaceAll('"', '')] ?? word)
}
