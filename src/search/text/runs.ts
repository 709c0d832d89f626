import { characterKind, characterKinds, foldsAway, widthOf } from './characters.ts'

const { ascii, letter, unspaced, mark } = characterKinds

/** A stretch of letters and digits in a text, and the start of the next search. Reused: no object for each word. */
export interface Run {
  start: number
  end: number
  /** Start of the next search; behind `end` if a possessive `'s` is skipped. */
  next: number
  /** Written without spaces: to be cut into bigrams. */
  isUnspaced: boolean
}

/** A run from which {@link nextRun} finds the first one of a text. */
export function startOfText(): Run {
  return { start: 0, end: 0, next: 0, isUnspaced: false }
}

function isApostrophe(code: number): boolean {
  return code === 0x27 || code === 0x2019
}
function isWordKind(kind: number): boolean {
  return kind === ascii || kind === letter
}

/** Length of the possessive `'s` that stands at `at`; 0 where there is none. */
export function possessiveLength(text: string, at: number): number {
  if (!isApostrophe(text.charCodeAt(at)) || (text.charCodeAt(at + 1) | 32) !== 0x73) return 0
  return at + 2 < text.length && isWordKind(characterKind(text.codePointAt(at + 2)!)) ? 0 : 2
}

// Most text is ASCII: there, one look-up a character says all.
const isAsciiWord = Uint8Array.from({ length: 128 }, (_, code) => (characterKind(code) === ascii ? 1 : 0))

/** Goes on from `at` while characters are ASCII and (no) word characters. */
function skipAscii(text: string, at: number, isWord: 0 | 1): number {
  const { length } = text
  while (at < length) {
    const unit = text.charCodeAt(at)
    if (unit >= 128 || isAsciiWord[unit] !== isWord) return at
    at++
  }
  return at
}

function findStart(text: string, from: number): number {
  let at = skipAscii(text, from, 0)
  while (at < text.length) {
    const code = text.codePointAt(at)!
    const kind = characterKind(code)
    if (kind !== characterKinds.separator && kind !== mark) return at
    at = skipAscii(text, at + widthOf(code), 0)
  }
  return -1
}

function findEnd(text: string, start: number, isUnspaced: boolean): number {
  let at = isUnspaced ? start : skipAscii(text, start, 1)
  while (at < text.length) {
    const code = text.codePointAt(at)!
    const kind = characterKind(code)
    const goesOn = kind === mark || (isUnspaced ? kind === unspaced : isWordKind(kind))
    if (!goesOn) return at
    at += widthOf(code)
  }
  return at
}

/** Finds the end of the run of letters and digits that begins at `start`. */
export function findRunEnd(text: string, start: number): number {
  return findEnd(text, start, false)
}

/** Moves `run` to the next stretch of the text; false where there is none. */
export function nextRun(text: string, run: Run): boolean {
  const start = findStart(text, run.next)
  if (start < 0) return false
  run.start = start
  run.isUnspaced = characterKind(text.codePointAt(start)!) === unspaced
  run.end = findEnd(text, start, run.isUnspaced)
  run.next = run.end + (run.isUnspaced ? 0 : possessiveLength(text, run.end))
  return true
}

const isAsciiLetter = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z]/.test(String.fromCharCode(code)) ? 1 : 0,
)
const isSpaceOrEnd = (unit: number): boolean => Number.isNaN(unit) || unit === 0x20 || unit === 0x0a
const isPunctuation = (unit: number): boolean =>
  unit === 0x2c || unit === 0x2e || unit === 0x3b || unit === 0x21 || unit === 0x3f

/** Finds the end of a plain word: small letters behind the first one, between spaces or before punctuation. Else -1. */
function plainWordEnd(text: string, start: number): number {
  let at = start
  let unit = text.charCodeAt(at)
  while (unit < 128 && isAsciiLetter[unit] === 1) {
    if (at > start && unit < 0x60) return -1
    unit = text.charCodeAt(++at)
  }
  if (at === start) return -1
  const isEnd = isSpaceOrEnd(unit) || (isPunctuation(unit) && isSpaceOrEnd(text.charCodeAt(at + 1)))
  return isEnd ? at : -1
}

/** Moves `run` behind plain ASCII words, at most `most`, and counts them. Stops early where it cannot be sure. */
export function skipAsciiWords(text: string, run: Run, most: number): number {
  let count = 0
  let at = run.next
  while (count < most) {
    while (isSpaceOrEnd(text.charCodeAt(at)) && at < text.length) at++
    const end = plainWordEnd(text, at)
    if (end < 0) break
    count++
    // Punctuation is skipped as well, so that the next word begins behind a space.
    at = run.next = isPunctuation(text.charCodeAt(end)) ? end + 1 : end
  }
  return count
}

/** Finds the characters of an unspaced run, each with its marks. Skips those of which folding leaves nothing. */
export function characterBounds(text: string, { start, end }: Run): { starts: number[]; ends: number[] } {
  const starts: number[] = []
  const ends: number[] = []
  for (let at = start; at < end;) {
    const first = at
    at += widthOf(text.codePointAt(at)!)
    while (at < end && characterKind(text.codePointAt(at)!) === mark) at += widthOf(text.codePointAt(at)!)
    if (foldsAway(text, first, at)) continue
    starts.push(first)
    ends.push(at)
  }
  return { starts, ends }
}
