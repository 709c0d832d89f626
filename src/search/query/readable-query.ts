const unreadable = /\0|\p{Surrogate}/gu

/**
 * A query without what no text holds (NUL, half of a character), and cut to a length in UTF-16 units. Of a longer one the
 * beginning and the end stay: a question stands before or behind what it is asked about.
 */
export function readableQuery(query: string, longest: number): string {
  const clean = query.replace(unreadable, ' ')
  if (clean.length <= longest) return clean.trim()
  const half = Math.floor((longest - 1) / 2)
  return `${clean.slice(0, longest - 1 - half)}\n${half === 0 ? '' : clean.slice(-half)}`
    .replace(unreadable, '')
    .trim()
}
