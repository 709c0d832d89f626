/** Signs of scripts that are written without spaces: about one token each. */
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/gu

/** A fast test that most texts fail: the first sign of these scripts is U+1100, and surrogates lie behind it. */
const mayBeWide = /[\u1100-\uFFFF]/

/**
 * Estimates the tokens of a text for a language model: one for each Chinese, Japanese or Korean sign, and one for each
 * four other UTF-16 units, rounded up.
 *
 * @example
 * ```ts
 * estimateTokens('hello world') // 3
 * ```
 */
export function estimateTokens(text: string): number {
  if (!mayBeWide.test(text)) return Math.ceil(text.length / 4)
  let signs = 0
  let units = 0
  for (const [sign] of text.matchAll(wide)) {
    signs++
    units += sign.length
  }
  return signs + Math.ceil((text.length - units) / 4)
}
