/** Signs of scripts that are written without spaces: about one token each. */
const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/gu

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
  let signs = 0
  let units = 0
  for (const [sign] of text.matchAll(wide)) {
    signs++
    units += sign.length
  }
  return signs + Math.ceil((text.length - units) / 4)
}
