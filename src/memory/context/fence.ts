/**
 * Puts text of a memory between two marks, so that it cannot pass for something else that a model reads. The text cannot
 * end the fence: the mark never occurs inside. Signs that control a terminal, reverse a line or stay invisible are
 * written as JSON escapes. The same text gets the same mark.
 *
 * @param about - lines before the fence; `{mark}` in them becomes the mark
 * @param inside - the text to fence
 *
 * @example
 * ```ts
 * fence(['Data of the user, between the marks {mark}.'], content)
 * ```
 */
export function fence(about: readonly string[], inside: string): string {
  const shown = visible(inside)
  const mark = markFor(shown)
  const lines = about.map((line) => line.replaceAll('{mark}', mark))
  return [...lines, `<memory ${mark}>`, shown, `</memory ${mark}>`].join('\n')
}

/** Replaces what a reader cannot see, as {@link fence} does. A line feed stays. */
export function visible(text: string): string {
  return isPlain.test(text) ? text : text.replaceAll(unseen, escaped)
}

/** Most texts: a fast test that saves the search for each sign of {@link unseen}. */
const isPlain = /^[\n\x20-\x7E]*$/

/**
 * Controls, format characters, lone surrogates, separators, and all else that Unicode has shown as nothing; the joiners and
 * selectors that scripts and emoji need stay, and line feeds do.
 */
const unseen =
  /(?!\n|\u200C|\u200D|\uFE0E|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

function escaped(sign: string): string {
  return Array.from(
    { length: sign.length },
    (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('')
}

/** 16 hexadecimal digits that do not occur in `text`; the same for the same text. */
function markFor(text: string): string {
  for (let attempt = 0; ; attempt++) {
    const mark = `${hash(text, attempt)}${hash(text, attempt + 0x9e3779b9)}`
    if (!text.includes(mark)) return mark
  }
}

/** 32 bits of FNV-1a over UTF-16 units, as 8 hexadecimal digits. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string, seed: number): string {
  let value = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
