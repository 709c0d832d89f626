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

const isSmallLetter = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a
const isLetter = (unit: number): boolean => isSmallLetter(unit | 0x20)
const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a
/** Signs that may tie a word to what stands behind them. */
const isTie = Uint8Array.from({ length: 128 }, (_, code) =>
  "-_.:&/'+#".includes(String.fromCharCode(code)) ? 1 : 0,
)

/** Tells whether a plain word ends at `at`: no letter or digit goes on there, and no sign ties the word to the next. */
function endsPlainWord(text: string, at: number): boolean {
  if (at === text.length) return true
  const unit = text.charCodeAt(at)
  if (isSpace(unit)) return true
  if (unit >= 128 || isAsciiWord[unit] === 1) return false
  if (isTie[unit] === 0) return true
  // A full stop or a colon ties nothing where a space follows.
  return (unit === 0x2e || unit === 0x3a) && (at + 1 === text.length || isSpace(text.charCodeAt(at + 1)))
}

/**
 * Moves `run` to the next word if that is a plain one, as most words are: ASCII letters, small behind the first one, and
 * no sign that ties it to a neighbour. False for every other word, and `run` stays: {@link nextRun} finds that word.
 */
export function nextPlainWord(text: string, run: Run): boolean {
  const { length } = text
  const start = skipAscii(text, run.next, 0)
  if (start === length || !isLetter(text.charCodeAt(start))) return false
  // A point before may belong to the word: .net.
  if (start > 0 && text.charCodeAt(start - 1) === 0x2e) return false
  let end = start + 1
  while (end < length && isSmallLetter(text.charCodeAt(end))) end++
  if (!endsPlainWord(text, end)) return false
  run.start = start
  run.end = run.next = end
  run.isUnspaced = false
  return true
}

/** Moves `run` behind plain words, at most `most`, and counts them. Stops early at any other word. */
export function skipPlainWords(text: string, run: Run, most: number): number {
  let count = 0
  while (count < most && nextPlainWord(text, run)) count++
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
