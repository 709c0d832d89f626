import type { TextRow } from '../../../engine/port/reader.ts'
import type { StoredObservation } from '../../../engine/port/stored.ts'
import { parseStored } from './columns.ts'
import { idBits, maxId } from './schema.ts'

/** A row of `observation` with its key, in a statement over many users. */
export interface KeyedObservation extends StoredObservation {
  readonly key: number
  readonly user: number
}

/** Returns the part of a key that is counted per user. Keys exceed 32 bits, so bit operators would cut them. */
export function numberOfKey(key: number): number {
  return key % (maxId + 1)
}

/** Returns the key of a user's observation or session. */
export function keyOf(user: number, number: number): number {
  return user * 2 ** idBits + number
}

/** Returns the user's number in a key. */
export function userOfKey(key: number): number {
  return Math.floor(key / 2 ** idBits)
}

type TextColumns = readonly [
  id: number,
  title: string,
  content: string,
  keywords: string | null,
  updatedAt: number,
  revision: number,
]

/** Converts a row of the statement `readTexts`. */
export function toText(row: unknown): TextRow {
  const [id, title, content, keywords, updatedAt, revision] = row as TextColumns
  const words = keywords === null ? null : (parseStored(keywords) as string[])
  return { id, title, content, keywords: words, updatedAt, revision }
}
