import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A memory, and for some of them a question that asks for it without sharing a word. */
export interface Paraphrased {
  readonly title: string
  readonly content: string
  readonly question?: string
}

/** Reads 298 memories of a person and of a developer, 100 of them with a question. All were written for this benchmark. */
export const readParaphrases = (): readonly Paraphrased[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'paraphrases.json'), 'utf8')) as readonly Paraphrased[]
