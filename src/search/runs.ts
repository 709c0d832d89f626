import { characterKind, characterKinds } from './characters.ts'

const { ascii, letter, unspaced, mark } = characterKinds

/** A stretch of letters and digits in a text, and where to look for the next one. Reused: no object per word. */
export interface Run {
  start: number
  end: number
  /** Where the search goes on; behind `end` where a possessive `'s` is skipped. */
  next: number
  /** Written without spaces: to be cut into bigrams. */
  isUnspaced: boolean
}

/** A run from which {@link nextRun} finds the first one of a text. */
export const startOfText = (): Run => ({ start: 0, end: 0, next: 0, isUnspaced: false })

const isApostrophe = (code: number): boolean => code === 0x27 || code === 0x2019
const isWordKind = (kind: number): boolean => kind === ascii || kind === letter

const possessiveLength = (text: string, at: number): number => {
  if (!isApostrophe(text.charCodeAt(at)) || (text.charCodeAt(at + 1) | 32) !== 0x73) return 0
  return at + 2 < text.length && isWordKind(characterKind(text.codePointAt(at + 2)!)) ? 0 : 2
}

const widthOf = (code: number): number => (code > 0xffff ? 2 : 1)

const findStart = (text: string, from: number): number => {
  let at = from
  while (at < text.length) {
    const code = text.codePointAt(at)!
    const kind = characterKind(code)
    if (kind !== characterKinds.separator && kind !== mark) return at
    at += widthOf(code)
  }
  return -1
}

const findEnd = (text: string, start: number, isUnspaced: boolean): number => {
  let at = start
  while (at < text.length) {
    const code = text.codePointAt(at)!
    const kind = characterKind(code)
    const goesOn = kind === mark || (isUnspaced ? kind === unspaced : isWordKind(kind))
    if (!goesOn) return at
    at += widthOf(code)
  }
  return at
}

/** Moves `run` to the next stretch of the text; false where there is none. */
export const nextRun = (text: string, run: Run): boolean => {
  const start = findStart(text, run.next)
  if (start < 0) return false
  run.start = start
  run.isUnspaced = characterKind(text.codePointAt(start)!) === unspaced
  run.end = findEnd(text, start, run.isUnspaced)
  run.next = run.end + (run.isUnspaced ? 0 : possessiveLength(text, run.end))
  return true
}

/** Offsets at which the characters of an unspaced run start (a mark belongs to the one before), and its end. */
export const characterOffsets = (text: string, start: number, end: number): number[] => {
  const offsets = [start]
  let at = start + widthOf(text.codePointAt(start)!)
  while (at < end) {
    const code = text.codePointAt(at)!
    if (characterKind(code) !== mark) offsets.push(at)
    at += widthOf(code)
  }
  offsets.push(end)
  return offsets
}
