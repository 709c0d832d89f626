/** Kinds of characters that the analyser tells apart. */
export const characterKinds = {
  separator: 0,
  /** ASCII letter or digit. */
  ascii: 1,
  /** Any other letter or digit of a script that puts spaces between words. */
  letter: 2,
  /** A letter of a script without spaces (or, as in Korean, with particles glued to the word). */
  unspaced: 3,
  /** Belongs to the character before it: combining marks, conjoining vowels of Korean, invisible joiners. */
  mark: 4,
} as const

const letterOrDigit = /^[\p{L}\p{N}]$/u
const combining = /^\p{M}$/u
const unspacedScript =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー\uFF70]$/u

/** Soft hyphen, zero-width (non-)joiner, direction marks, word joiner, byte-order mark, Arabic kashida. */
const invisible = /[\u00AD\u200C-\u200F\u2060\uFEFF\u0640]/
const everyInvisible = /[\u00AD\u200C-\u200F\u2060\uFEFF\u0640]/gu

function attaches(code: number): boolean {
  // Half-width voicing marks are letters to Unicode, as are the vowels and finals of decomposed Korean.
  if (code === 0xff9e || code === 0xff9f || (code >= 0x1160 && code <= 0x11ff)) return true
  return code <= 0xffff && invisible.test(String.fromCharCode(code))
}

/** Tells whether a code point is an ASCII letter or digit. */
export function isAsciiWord(code: number): boolean {
  const small = code | 0x20
  return (code >= 0x30 && code <= 0x39) || (small >= 0x61 && small <= 0x7a)
}

function classify(code: number): number {
  if (code < 128) return isAsciiWord(code) ? characterKinds.ascii : characterKinds.separator
  const character = String.fromCodePoint(code)
  if (attaches(code) || combining.test(character)) return characterKinds.mark
  if (!letterOrDigit.test(character)) return characterKinds.separator
  return unspacedScript.test(character) ? characterKinds.unspaced : characterKinds.letter
}

// Asking Unicode properties costs a hundred times a table look-up, so each answer is kept (offset by 1; 0: not asked yet).
const known = new Uint8Array(0x10000)
const kindBits = 7
const foldsAwayBit = 8

function ask(code: number): number {
  const kind = classify(code)
  return (kind + 1) | (foldWord(String.fromCodePoint(code)) === '' ? foldsAwayBit : 0)
}

function answerFor(code: number): number {
  if (code > 0xffff) return ask(code)
  const answer = known[code]!
  return answer > 0 ? answer : (known[code] = ask(code))
}

/** The kind (see {@link characterKinds}) of one code point. */
export function characterKind(code: number): number {
  return (answerFor(code) & kindBits) - 1
}

/** Tells whether folding leaves nothing of the characters in `[start, end)`. This part of a run is then no term. */
export function foldsAway(text: string, start: number, end: number): boolean {
  for (let at = start; at < end;) {
    const code = text.codePointAt(at)!
    if ((answerFor(code) & foldsAwayBit) === 0) return false
    at += widthOf(code)
  }
  return true
}

/** UTF-16 units of one code point. */
export function widthOf(code: number): number {
  return code > 0xffff ? 2 : 1
}

const marks = /(?![\u3099\u309A])\p{M}/gu
const notWord = /[^\p{L}\p{N}]/gu
// eslint-disable-next-line no-control-regex -- the question is precisely whether all of it is ASCII
const asciiOnly = /^[\x00-\x7f]*$/

/** Letters that Unicode does not take apart, with what people write where their keyboard lacks them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ς: 'σ',
  ى: 'ي',
  ة: 'ه',
}
const otherLetters = /[ßłøđðħŧıæœþςىة]/gu

/**
 * The text as it is compared: compatibility forms resolved, no accents, no invisible characters, lower case.
 * Korean syllables and voiced kana stay whole: their parts are letters of their own, not accents.
 */
export function fold(text: string): string {
  if (asciiOnly.test(text)) return text.toLowerCase()
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .replace(everyInvisible, '')
    .toLowerCase()
    .replace(otherLetters, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC')
}

/** {@link fold}, keeping nothing but letters and digits. */
export function foldWord(word: string): string {
  return fold(word).replace(notWord, '')
}
