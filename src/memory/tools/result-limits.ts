import type { Operation } from '../../wire/operations.ts'

/** Characters of titles, contents and summaries that one result shows. A whole result stays under 25,000 tokens. */
export const mostCharacters = 20_000
/** Observations in one result; `before` and `after` of a timeline count each for themselves. */
export const mostObservations = 50
/** Lines of an export that one result shows, in characters. */
export const mostExported = 60_000

type Json = Record<string, unknown>

/** The same input with no count above what a result holds. */
export function withinCounts(input: Json, method: Operation['method']): Json {
  // Before which version to go on is no count.
  const counts = method === 'history' ? ['limit'] : ['limit', 'before', 'after']
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      counts.includes(name) && typeof value === 'number' ? Math.min(value, mostObservations) : value,
    ]),
  )
}

/** A result that was made to fit, and how long its texts are at most; null where all of it is there. */
export interface Bounded {
  readonly result: Json
  readonly cutAt: number | null
}

const prose = new Set(['title', 'content', 'summary'])

/** Cuts the longest texts of a result, all at the same length, until together they are short enough. */
export function withinCharacters(result: Json): Bounded {
  const lengths: number[] = []
  mapProse(result, (text) => {
    lengths.push(text.length)
    return text
  })
  const cutAt = fairLength(lengths)
  if (cutAt === null) return { result, cutAt }
  return {
    result: mapProse(result, (text) => (text.length > cutAt ? `${startOf(text, cutAt)}…` : text)) as Json,
    cutAt,
  }
}

/** The first `length` UTF-16 units of a text, or one fewer where that would halve a character. */
export function startOf(text: string, length: number): string {
  const start = text.slice(0, length)
  return start.isWellFormed() ? start : start.slice(0, -1)
}

/** The length to which the longest have to be cut so that all fit; null where they do. */
function fairLength(lengths: readonly number[]): number | null {
  let left = mostCharacters
  const ascending = lengths.toSorted((a, b) => a - b)
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index))
    if (length > share) return share
    left -= length
  }
  return null
}

function mapProse(value: unknown, change: (text: string) => string): unknown {
  if (Array.isArray(value)) return value.map((member: unknown) => mapProse(member, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'string' ? (prose.has(name) ? change(member) : member) : mapProse(member, change),
    ]),
  )
}
