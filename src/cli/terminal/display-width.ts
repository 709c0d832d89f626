const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}/u
const invisible = /^[\p{M}\p{Cf}]+$/u
/**
 * Latin letters, punctuation and our own signs: a column each. They do without `Intl`: loading its tables takes a tenth of
 * the time of a whole command.
 */
// oxlint-disable-next-line no-control-regex -- the range begins with them
const simple = /^[\u0000-\u00ac\u00ae-\u02ff\u2010-\u2027\u2400-\u2426\ufffd]*$/

// oxlint-disable-next-line no-control-regex -- the escape character begins a colour
const colours = /\u001b\[[\d;]*m/g

let segmenter: Intl.Segmenter | undefined

/** Splits a text into the signs that a person sees as one character. */
function graphemes(text: string): string[] {
  if (simple.test(text)) return text.split('')
  segmenter ??= new Intl.Segmenter()
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function widthOf(grapheme: string): number {
  if (invisible.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}

/**
 * Columns that a text takes in a terminal: two for Chinese, Japanese and Korean characters and for most emoji, none for
 * colours.
 */
export function displayWidth(styled: string): number {
  const text = styled.replaceAll(colours, '')
  if (simple.test(text)) return text.length
  return graphemes(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0)
}

/** The text in at most so many columns; what is cut off becomes `…`. */
export function truncate(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let kept = ''
  let width = 0
  for (const grapheme of graphemes(text)) {
    width += widthOf(grapheme)
    if (width > columns - 1) break
    kept += grapheme
  }
  return columns < 1 ? '' : `${withoutEnd(kept)}…`
}

/** The text, followed by spaces up to so many columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

/** Breaks a line between words, and words that are longer than a line anywhere. */
export function wrap(line: string, columns: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(/(?<= )(?=[^ ])/)) {
    if (displayWidth(withoutEnd(current + word)) <= columns) {
      current += word
      continue
    }
    if (withoutEnd(current) !== '') lines.push(withoutEnd(current))
    const pieces = broken(word, columns)
    current = pieces.pop() ?? ''
    lines.push(...pieces.map(withoutEnd))
  }
  return [...lines, withoutEnd(current)]
}

function broken(word: string, columns: number): string[] {
  if (displayWidth(withoutEnd(word)) <= columns) return [word]
  const pieces: string[] = []
  let piece = ''
  // A colour must not be cut in two: what does not fit into a line loses it.
  for (const grapheme of graphemes(word.replaceAll(colours, ''))) {
    if (displayWidth(piece + withoutEnd(grapheme)) > columns) {
      pieces.push(piece)
      piece = ''
    }
    piece += grapheme
  }
  return [...pieces, piece]
}

/** Removes spaces at the end. Other white space, such as no-break spaces, belongs to the user's text and stays. */
function withoutEnd(text: string): string {
  let end = text.length
  while (text[end - 1] === ' ') end--
  return text.slice(0, end)
}
