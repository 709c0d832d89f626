import { fold } from './characters.ts'

/** `[start, end)` in UTF-16 units. */
export type Span = readonly [start: number, end: number]

const characterWithMarks = /\P{M}\p{M}*|\p{M}+/gsu
const mostSpans = 50
// Character by character, folding is slow; beyond this much of a text nothing is marked.
const longestUneven = 20_000

/** For each unit of the folded text, where its character starts in the text as it was given. */
function foldWithOffsets(text: string): { folded: string; starts: number[]; ends: number[] } {
  let folded = ''
  const starts: number[] = []
  const ends: number[] = []
  for (const { 0: character, index } of text.matchAll(characterWithMarks)) {
    const piece = fold(character)
    folded += piece
    for (let unit = 0; unit < piece.length; unit++) {
      starts.push(index)
      ends.push(index + character.length)
    }
  }
  return { folded, starts, ends }
}

function occurrences(text: string, needle: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) {
    if (found.push(at) === mostSpans) break
  }
  return found
}

/** Finds a folded text in a text as it was given, at most 50 times. */
export function findFolded(text: string, needle: string): Span[] {
  if (needle === '') return []
  const whole = fold(text)
  // Folding mostly keeps every place (it takes "É" to "e"); where it does not ("…" to "..."), places are mapped back.
  if (whole.length === text.length && !/\p{M}/u.test(text)) {
    return occurrences(whole, needle).map((at) => [at, at + needle.length])
  }
  const { folded, starts, ends } = foldWithOffsets(text.slice(0, longestUneven))
  return occurrences(folded, needle).map((at) => [starts[at]!, ends[at + needle.length - 1]!])
}
