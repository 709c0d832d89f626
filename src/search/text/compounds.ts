import { characterKind, characterKinds } from './characters.ts'
import { readNumber, type WrittenNumber } from './numbers.ts'
import { findRunEnd, possessiveLength, type Run } from './runs.ts'

/**
 * One position of an analysed text. A *compound* is a name of several parts: `userId`, `e-mail`, `v1.2`, `10 km`. Each
 * part has a position, and behind them stands the compound as a whole.
 */
export interface Slot {
  readonly start: number
  readonly end: number
  /** The word to fold and stem. */
  readonly written: string
  readonly role: 'word' | 'part' | 'whole'
}

/** A stretch between two connectors. */
interface Segment {
  readonly start: number
  readonly end: number
  readonly joined: string
  readonly slots: readonly Slot[]
  readonly isNumber: boolean
}

const { ascii, letter } = characterKinds
const mostSegments = 8
/** Longest word of which an apostrophe joins a capital: O'Neill. */
const initials = 2
const longestWhole = 64

function startsWord(text: string, at: number): boolean {
  if (at >= text.length) return false
  const kind = characterKind(text.codePointAt(at)!)
  return kind === ascii || kind === letter
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39
const isUpper = (unit: number): boolean => unit >= 0x41 && unit <= 0x5a
const isLower = (unit: number): boolean => unit >= 0x61 && unit <= 0x7a

/**
 * Tells whether a run is one plain word: no capital or digit inside, and no sign that ties it to its neighbour. Most runs
 * are, and need no closer look.
 */
export function isPlainWord(text: string, { start, end }: Run): boolean {
  return isPlainSpelling(text, start, end) && !isTied(text, start, end)
}

/** Tells whether a word has ASCII letters only, and no capital behind a small letter. */
function isPlainSpelling(text: string, start: number, end: number): boolean {
  let uppers = 0
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at)
    if (isLower(unit)) continue
    if (!isUpper(unit)) return false
    uppers++
  }
  return uppers === 0 || uppers === end - start || (uppers === 1 && isUpper(text.charCodeAt(start)))
}

/** Tells whether a sign ties a word of ASCII letters to its neighbour, by the rules of `nextSegment` and `signed`. */
function isTied(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1)
  if (before === 0x2e || before === 0x23) return true
  const after = text.charCodeAt(end)
  if (!connectors.has(after)) return false
  if (after === 0x2b || after === 0x23) return true
  if (after === 0x27 || after === 0x2019) return tiesInitial(text, { start, end, isNumber: false }, end + 1)
  const isDoubled = (after === 0x5f || after === 0x3a) && text.charCodeAt(end + 1) === after
  return isDoubled || startsWord(text, end + 1)
}

const camelParts = /\p{Lu}+(?!\p{Ll})\p{N}*|\p{Lu}?\p{Ll}+\p{N}*|\p{N}+/gu
const pluralOfCapitals = /^\p{Lu}{2,}s$/u
const lettersThenDigits = /^(\p{L}+)(\p{N}+)$/u
const camelBoundary = /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u

/** The parts of a name: at capitals inside (`XMLHttpRequest`), or letters and then digits (`gpt3`). */
function partsOf(word: string): readonly string[] {
  if (camelBoundary.test(word) && !pluralOfCapitals.test(word)) {
    const parts = word.match(camelParts) ?? []
    // One small letter in front belongs to a name: iPhone, eBay.
    if (
      parts.length > 1 &&
      parts[0]!.length + (isUpper(word.charCodeAt(0)) ? 1 : 0) > 1 &&
      parts.join('') === word
    )
      return parts
  }
  const [, letters, digits] = lettersThenDigits.exec(word) ?? []
  return letters === undefined || digits === undefined ? [word] : [letters, digits]
}

const umlaut = /[äöüåÄÖÜÅ]|[aouAOU]\u0308|[aA]\u030a/
const umlauts = /([äöüåÄÖÜÅ])|([aouAOU])(?:\u0308)|([aA])(?:\u030a)/gu
const hebrewPrefix = /^[הובלמשכ]\p{Script=Hebrew}{3,}$/u

function withoutUmlauts(word: string): string {
  return word.replace(umlauts, (found) => {
    const base = found.normalize('NFD').charAt(0)
    return found.normalize('NFC').toLowerCase() === 'å' ? `${base}a` : `${base}e`
  })
}

function wordSegment(text: string, start: number, end: number): Segment {
  const joined = text.slice(start, end)
  const parts = isPlainSpelling(text, start, end) ? [joined] : partsOf(joined)
  const slot = (written: string, role: Slot['role'], from = start, to = end): Slot => ({
    start: from,
    end: to,
    written,
    role,
  })
  const slots: Slot[] = []
  if (parts.length > 1) {
    let at = start
    for (const part of parts) slots.push(slot(part, 'part', at, (at += part.length)))
    slots.push(slot(joined, 'whole'))
  } else if (umlaut.test(joined)) slots.push(slot(joined, 'part'), slot(withoutUmlauts(joined), 'whole'))
  else if (hebrewPrefix.test(joined))
    slots.push(slot(joined.slice(1), 'part', start + 1), slot(joined, 'whole'))
  else slots.push(slot(joined, 'word'))
  return { start, end, joined, slots, isNumber: false }
}

function numberSegment(start: number, { end, components, joined, unit }: WrittenNumber): Segment {
  const name = unit === null ? joined : joined + unit.name
  const parts: Slot[] = components.map((each) => ({
    start: each.start,
    end: each.end,
    written: each.digits,
    role: 'part',
  }))
  if (unit?.isWord === true)
    parts.push({ start: unit.start, end: unit.end, written: unit.name, role: 'part' })
  const isSimple = parts.length === 1 && parts[0]!.written === name
  const slots: Slot[] = isSimple
    ? [{ ...parts[0]!, role: 'word' }]
    : [...parts, { start, end, written: name, role: 'whole' }]
  return { start, end, joined: name, slots, isNumber: true }
}

function beginsNumber(text: string, start: number): boolean {
  const first = text.charCodeAt(start)
  return isDigit(first) || ((first | 32) === 0x76 && isDigit(text.charCodeAt(start + 1)))
}

function segmentAt(text: string, start: number): Segment {
  const end = findRunEnd(text, start)
  if (beginsNumber(text, start)) {
    const number = readNumber(text, start, end)
    if (number !== null) return numberSegment(start, number)
  }
  return wordSegment(text, start, end)
}

const shortPart = 3

/** Tells whether the sign behind a segment ties it to the word at `next`. */
type Tie = (text: string, segment: Pick<Segment, 'start' | 'end' | 'isNumber'>, next: number) => boolean

const always: Tie = () => true

const tiesByPoint: Tie = (text, { start, end, isNumber }, next) => {
  if (isNumber) return false
  const after = text.charCodeAt(next)
  if (isDigit(after)) return isDigit(text.charCodeAt(end - 1))
  // A capital begins a sentence, except in initials.
  return !isUpper(after) || end - start <= initials
}

const tiesNames: Tie = (text, { isNumber }, next) => !isNumber && !isDigit(text.charCodeAt(next))

const tiesShortWords: Tie = (text, { start, end }, next) =>
  end - start <= shortPart && findRunEnd(text, next) - next <= shortPart

const tiesInitial: Tie = (text, { start, end }, next) =>
  end - start <= initials && isUpper(text.charCodeAt(start)) && isUpper(text.charCodeAt(next))

const ties: ReadonlyMap<string, Tie> = new Map([
  ['-', always],
  ['\u2010', always],
  ['\u2011', always],
  ['_', always],
  ['.', tiesByPoint],
  [':', tiesNames],
  ['&', tiesShortWords],
  ['/', tiesShortWords],
  ["'", tiesInitial],
  ['’', tiesInitial],
])
const connectors = new Set([...ties.keys(), '+', '#'].map((sign) => sign.charCodeAt(0)))

/** Finds the start of the next segment, if the sign at `segment.end` ties it to this one; -1 if not. */
function nextSegment(text: string, segment: Segment): number {
  const sign = text[segment.end] ?? ''
  const tie = ties.get(sign)
  if (tie === undefined) return -1
  let next = segment.end + 1
  if (sign === '_' || (sign === ':' && text[next] === ':')) while (text[next] === sign) next++
  return startsWord(text, next) && tie(text, segment, next) ? next : -1
}

function chainAt(text: string, start: number): Segment[] {
  const segments = [segmentAt(text, start)]
  while (segments.length < mostSegments) {
    const next = nextSegment(text, segments.at(-1)!)
    if (next < 0) break
    segments.push(segmentAt(text, next))
  }
  return segments
}

function join(segments: readonly Segment[]): string {
  let joined = ''
  for (const segment of segments) {
    const isPoint =
      isDigit(joined.charCodeAt(joined.length - 1)) &&
      isDigit(segment.joined.charCodeAt(0)) &&
      !segment.isNumber
    joined += (isPoint ? 'p' : '') + segment.joined
  }
  return joined
}

/** Joins several segments to one word, and each name inside with the number behind it (`ABC-123` of ABC-123-login). */
function wholesOf(segments: readonly Segment[]): Slot[] {
  if (segments.length === 1) return []
  const wholes: Slot[] = []
  const add = (some: readonly Segment[]): void => {
    const written = join(some)
    if (written.length > longestWhole) return
    wholes.push({ start: some[0]!.start, end: some.at(-1)!.end, written, role: 'whole' })
  }
  for (let i = 1; i < segments.length && segments.length > 2; i++) {
    if (segments[i]!.isNumber && !segments[i - 1]!.isNumber) add(segments.slice(i - 1, i + 1))
  }
  add(segments)
  return wholes
}

const dotName = /(?:^|[^\p{L}\p{N}.)\]])\.$/u
const numberSign = /(?:^|[^\p{L}\p{N}#])#$/u

/** The name that a sign before or behind makes of a word: `c++`, `c#`, `.net`, `#123`. */
function signed(text: string, { start, end, joined, isNumber }: Segment): Slot | null {
  const isLetter = end - start === 1 && !isNumber
  const after = text.slice(end, end + 3)
  const named = (written: string, from: number, to: number, role: Slot['role']): Slot => ({
    start: from,
    end: to,
    written,
    role,
  })
  if (after.startsWith('++')) return named(`${joined}plusplus`, start, end + 2, isLetter ? 'word' : 'whole')
  if (isLetter && /^[#+](?![\p{L}\p{N}+#])/u.test(after)) {
    return named(joined + (after.startsWith('#') ? 'sharp' : 'plus'), start, end + 1, 'word')
  }
  const before = text.slice(Math.max(0, start - 2), start)
  if (!isNumber && dotName.test(before)) return named(`dot${joined}`, start - 1, end, 'whole')
  if (isNumber && numberSign.test(before)) return named(`hash${joined}`, start - 1, end, 'whole')
  return null
}

function asParts(slots: readonly Slot[]): Slot[] {
  return slots.map((slot) => (slot.role === 'word' ? { ...slot, role: 'part' } : slot))
}

/** The slots of the compound that begins with this run; moves the run behind it. */
export function readCompound(text: string, run: Run): Slot[] {
  const segments = chainAt(text, run.start)
  const last = segments.at(-1)!
  run.end = last.end
  run.next = last.end + possessiveLength(text, last.end)
  const name = segments.length === 1 ? signed(text, last) : null
  const slots = segments.flatMap((segment) => segment.slots)
  if (name?.role === 'word') return [name]
  if (name !== null) return [...asParts(slots), name]
  return segments.length === 1 ? slots : [...asParts(slots), ...wholesOf(segments)]
}
