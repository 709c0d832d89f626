import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One observation of a set. */
export interface Memory {
  /** Names the observation inside its user's part of the set. */
  readonly id: string
  /** Day of the save, `2026-05-04`, at noon UTC; or a time of that day, `2026-05-04T18:30`. */
  readonly on: string
  readonly type: string
  readonly title: string
  readonly content: string
  readonly topicKey?: string
}

/** A query and the observations of which one must come first. */
export interface Query {
  /** Groups the misses: `identifier`, `typo`, `date` … */
  readonly kind: string
  readonly ask: string
  readonly finds: readonly string[]
}

/** One user's observations and queries. */
export interface ExpectedUser {
  readonly user: string
  readonly memories: readonly Memory[]
  readonly queries: readonly Query[]
}

/** A set of observations and of the queries that must find them. */
export interface ExpectationSet {
  readonly about: string
  /** Time of all queries. */
  readonly now: string
  readonly users: readonly ExpectedUser[]
}

/** Names of the sets that have users with observations and queries. */
export const expectationSets = ['developer', 'everyday'] as const
export type SetName = (typeof expectationSets)[number]

/** Queries that must find nothing among one user's observations of another set. */
export interface FalseFinds {
  readonly about: string
  readonly users: readonly {
    readonly set: SetName
    readonly user: string
    readonly queries: readonly string[]
  }[]
}

/** Observations of one language, each with the question that must find it. */
export interface LanguagePart {
  readonly name: string
  /** Value of `Config.language` for this language, where there is one. */
  readonly language?: string
  readonly memories: readonly { readonly title: string; readonly content: string; readonly ask: string }[]
}

export interface LanguageSet {
  readonly about: string
  readonly languages: readonly LanguagePart[]
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), 'utf8'))

export const readExpectations = (name: SetName): ExpectationSet => read(name) as ExpectationSet
export const readFalseFinds = (): FalseFinds => read('false-finds') as FalseFinds
export const readLanguages = (): LanguageSet => read('languages') as LanguageSet

/** Milliseconds since the epoch of a day or a time as the sets write it, in UTC. */
export const timeOf = (on: string): number => Date.parse(on.includes('T') ? `${on}Z` : `${on}T12:00Z`)
