/** Words of one window: models of sentences read some 256 tokens and drop the rest. */
const windowLength = 180
/** Most windows of one text, and so most vectors. */
export const mostWindows = 8

/**
 * A character of a script without spaces, or a stretch of other letters. A model's token is about one such character. A
 * long stretch is a key or a link, and is cut, so that it does not fill a window as one word.
 */
const pieces =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]|[^\s\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]{1,64}/gu
const lettersOfWord = 8

interface Piece {
  readonly start: number
  readonly end: number
  /** Words before it. */
  readonly before: number
}

function cut(text: string): { readonly all: Piece[]; readonly words: number } {
  const all: Piece[] = []
  let words = 0
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    all.push({ start: index, end: index + piece.length, before: words })
    words += Math.ceil(piece.length / lettersOfWord)
  }
  return { all, words }
}

/** First word of one of `count` windows, spread evenly over a text of `words` words. */
export function windowStart(words: number, window: number, count: number): number {
  return count < 2 ? 0 : Math.round((window / (count - 1)) * Math.max(0, words - windowLength))
}

/** Cuts a text into windows of some 180 words, at most eight: of a longer text, as many passages from its beginning to its end. */
function windowsOf(content: string): string[] {
  const { all, words } = cut(content)
  if (words <= windowLength) return [content]
  const count = Math.min(mostWindows, Math.ceil(words / windowLength))
  return Array.from({ length: count }, (_, window) => {
    const first = windowStart(words, window, count)
    const inside = all.filter(({ before }) => before >= first && before < first + windowLength)
    return content.slice(inside[0]!.start, inside.at(-1)!.end)
  })
}

/**
 * Texts to embed of an observation, one for each window: the title with the window's text. Without dates, since a vector
 * that holds one finds other dates. The k-th vector of an observation belongs to the k-th text.
 */
export function textsToEmbed(title: string, content: string): string[] {
  const trimmed = title.trim()
  return windowsOf(content).map((text) => (trimmed === '' ? text : `${trimmed}: ${text}`))
}
