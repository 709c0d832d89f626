import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One memory of a set, named by its topic key. */
export interface Memory {
  readonly key: string
  readonly type: string
  readonly title: string
  readonly content: string
  /** Words that people ask with and the text does not contain: aliases, abbreviations, words of another language. */
  readonly keywords?: readonly string[]
}

/** A question with the exact memories that answer it. */
export interface Question {
  readonly kind: string
  readonly ask: string
  /** Search options that an application knows: the page that the person is on, the list that it shows. */
  readonly options?: {
    readonly topicKeyPrefix?: string
    readonly types?: readonly string[]
    readonly minShare?: number
  }
  /** Topic keys of the answers; none where no memory answers. */
  readonly answers: readonly string[]
}

/** One user's memories, and questions about them. */
export interface PrecisionSet {
  readonly about: string
  readonly user: string
  readonly memories: readonly Memory[]
  readonly questions: readonly Question[]
}

/** The sets, each in a file of its own. */
export const setNames = ['translator', 'station'] as const

/** Name of a set. */
export type SetName = (typeof setNames)[number]

/** Reads a set from its file. */
export const readSet = (name: SetName): PrecisionSet =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), 'utf8')) as PrecisionSet
