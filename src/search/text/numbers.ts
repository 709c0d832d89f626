import { fold } from './characters.ts'

/** A number as a text writes it, with the unit behind it. */
export interface WrittenNumber {
  /** End of the number with its unit. */
  readonly end: number
  /** The components: `1250` and `50` of 1,250.50. Each `[start, end)` with its digits. */
  readonly components: readonly { readonly start: number; readonly end: number; readonly digits: string }[]
  /** One word for all components: `1250p50` of 1,250.50, `10000` of 10k. */
  readonly joined: string
  /** The unit: `km` of 10km; null where there is none. `isWord`: it is a word of its own, as "th" of 4th is not. */
  readonly unit: {
    readonly start: number
    readonly end: number
    readonly name: string
    readonly isWord: boolean
  } | null
}

const unitNames = `
  am pm km m cm mm nm mi ft yd kg g mg lb lbs oz l ml cl dl gal h hr hrs min mins s sec secs ms ns
  kb mb gb tb pb kbps mbps gbps hz khz mhz ghz kw kwh mw mv ma mah db px pt fps rpm mph kmh
  usd eur gbp chf jpy cad aud inr cny euro euros dollars pounds
`
  .trim()
  .split(/\s+/)
const unitAlternatives = [...unitNames].toSorted((a, b) => b.length - a.length).join('|')

const space = '[ \\u00a0\\u202f]'
/** Digits in groups of three, or all together; then components behind points, or behind one comma. */
const written =
  /(?:[vV](?=\d+\.\d))?(\d{1,3}(?:[,'’\u00a0\u202f\u2009]\d{3})+(?!\d)|\d+)((?:\.\d+)*|,\d{1,2}(?![\d,]))(?![\d])/y
const thousands = / 000(?!\d)/y
const attachedUnit = /(?:[ckm]?m[²³23]|[a-zµ°]{1,6})(?![\p{L}\p{N}\p{M}])/iuy
const spacedUnit = new RegExp(
  `${space}([ap])\\.m\\b|${space}([ckm]?m[²³23]|${unitAlternatives})(?![\\p{L}\\p{N}\\p{M}_'’-])`,
  'iuy',
)
const ordinal = /^(?:st|nd|rd|th)$/i
const notDigit = /\D/g
const component = /\d+/g

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Points between groups of three digits are thousands where no decimal would be written so: 1.234.567, 10.000. */
function groupsByPoint(whole: string, rest: string): boolean {
  if (whole.length > 3 || whole.startsWith('0') || !/^(?:\.\d{3})+$/.test(rest)) return false
  return rest.length > 4 || rest.endsWith('00')
}

/** Tells whether a unit may begin with this UTF-16 unit: a letter, a sign such as °, or a space before it. */
const mayBeginUnit = (unit: number): boolean => unit >= 0x41 || unit === 0x20

function unitAt(text: string, at: number): WrittenNumber['unit'] {
  if (!mayBeginUnit(text.charCodeAt(at))) return null
  const attached = matchAt(attachedUnit, text, at)
  if (attached !== null) {
    const name = attached[0]
    return { start: at, end: at + name.length, name: fold(name), isWord: !ordinal.test(name) }
  }
  const spaced = matchAt(spacedUnit, text, at)
  if (spaced === null) return null
  const name = spaced[1] === undefined ? spaced[2]! : `${spaced[1]}m`
  return { start: at + 1, end: at + spaced[0].length, name: fold(name), isWord: true }
}

function componentsIn(text: string, start: number, end: number): WrittenNumber['components'] {
  return [...text.slice(start, end).matchAll(component)].map(({ 0: digits, index }) => ({
    start: start + index,
    end: start + index + digits.length,
    digits,
  }))
}

/** The digits of a number, before its unit is known. */
interface Digits {
  readonly end: number
  readonly components: WrittenNumber['components']
}

function readDigits(text: string, start: number): Digits | null {
  const found = matchAt(written, text, start)
  if (found === null) return null
  const [all, whole = '', rest = ''] = found
  const end = start + all.length
  const digits = whole.replace(notDigit, '')
  const isVersion = (text.charCodeAt(start) | 32) === 0x76
  if (!isVersion && rest.startsWith('.') && groupsByPoint(whole, rest)) {
    return { end, components: [{ start, end, digits: digits + rest.replace(notDigit, '') }] }
  }
  if (rest !== '') {
    const wholeEnd = end - rest.length
    const first = { start: isVersion ? start + 1 : start, end: wholeEnd, digits }
    return { end, components: [first, ...componentsIn(text, wholeEnd, end)] }
  }
  if (digits.length <= 3 && matchAt(thousands, text, end) !== null) {
    return { end: end + 4, components: [{ start, end: end + 4, digits: `${digits}000` }] }
  }
  return { end, components: [{ start, end, digits }] }
}

/**
 * Reads the number that begins at `start`, where a run of letters and digits begins that ends at `runEnd`; null where
 * there is none.
 */
export function readNumber(text: string, start: number, runEnd: number): WrittenNumber | null {
  const digits = readDigits(text, start)
  if (digits === null) return null
  const { end, components } = digits
  const unit = unitAt(text, end)
  // Letters that are no unit: the run is a name (1a2b3c, 2023T10), not a number.
  if (unit === null && end < runEnd) return null
  if (unit?.name === 'k' && unit.start === end && components.length <= 2) {
    const value = String(Math.round(Number(components.map((each) => each.digits).join('.')) * 1000))
    return { end: unit.end, components: [{ start, end: unit.end, digits: value }], joined: value, unit: null }
  }
  const joined = components.map((each) => each.digits).join('p')
  return { end: unit?.end ?? end, components, joined, unit }
}
