import { stemEnglish } from '../text/english.ts'
import { knownWordsFilter } from './known-words-data.ts'

const hashCount = 7

/** The bits of a Bloom filter that stand for a word: two hashes, and sums of them. */
export function bloomHashes(word: string, bits: number): number[] {
  let first = 0x811c9dc5
  let second = 0x1b873593
  for (let at = 0; at < word.length; at++) {
    first = Math.imul(first ^ word.charCodeAt(at), 0x01000193)
    second = Math.imul(second + word.charCodeAt(at), 0x85ebca6b) ^ (second >>> 13)
  }
  first = (first ^ (first >>> 15)) >>> 0
  second = ((second ^ (second >>> 16)) | 1) >>> 0
  return Array.from({ length: hashCount }, (_, i) => (first + i * second) % bits)
}

let filter: Uint8Array | null = null
const smallLetters = /^[a-z]+$/

/**
 * Tells whether a folded word is an English word. One in a hundred other words is taken for one. Such a word is no typing
 * error: a query for "desert" does not mean "dessert".
 */
export function isKnownWord(folded: string): boolean {
  if (!smallLetters.test(folded)) return false
  filter ??= Uint8Array.from(atob(knownWordsFilter), (character) => character.charCodeAt(0))
  const bytes = filter
  return bloomHashes(stemEnglish(folded), bytes.length * 8).every(
    (hash) => (bytes[hash >>> 3]! & (1 << (hash & 7))) > 0,
  )
}
