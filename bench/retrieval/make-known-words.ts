import { readFileSync } from 'node:fs'
import { stemEnglish } from '../../src/search/text/english.ts'
import { bloomHashes } from '../../src/search/query/known-words.ts'

/**
 * Makes the filter of `src/search/query/known-words-data.ts` out of lists of English words, one a line. The lists are those of
 * SCOWL (http://wordlist.aspell.net), up to size 50, as Debian's package `scowl` has them:
 *
 *     node bench/retrieval/make-known-words.ts /usr/share/dict/scowl/{english,american}-words.{10,20,35,40,50} \
 *       > src/search/query/known-words-data.ts
 */
const shortestStem = 4
const bitsPerWord = 10

const words = process.argv.slice(2).flatMap((path) => readFileSync(path, 'latin1').split('\n'))
const stems = new Set(
  words
    .filter((word) => /^[a-z]{4,}$/.test(word))
    .map(stemEnglish)
    .filter(({ length }) => length >= shortestStem),
)
const bytes = new Uint8Array(Math.ceil((stems.size * bitsPerWord) / 8))
for (const stem of stems) {
  for (const hash of bloomHashes(stem, bytes.length * 8)) bytes[hash >>> 3]! |= 1 << (hash & 7)
}
console.log(`// Made by bench/retrieval/make-known-words.ts from SCOWL (http://wordlist.aspell.net), version 2020.12.07: its lists of
// English and American words up to size 50, each word of four letters or more by its stem. Copyright 2000-2020 by Kevin
// Atkinson, who permits use, copying, modification and distribution of them for any purpose without fee.

/** A Bloom filter of the stems of ${stems.size} English words, in base64. */
export const knownWordsFilter =
  '${Buffer.from(bytes).toString('base64')}'`)
