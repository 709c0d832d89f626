import { documentFlags, type DocumentTable } from '../corpus.ts'
import { dots, toCosine } from './packed-vector.ts'
import type { Sense } from './sense.ts'

/** Cosines of a user's observations with a query. */
export interface Cosines {
  /** By document: the cosine of its best window, NaN without a vector. */
  readonly of: Float64Array
  /** By document: the best window of its text, and how many it has. */
  readonly windows: Uint8Array
  readonly counts: Uint8Array
}

/** First place at or after `from` with `ids[place] >= id`. */
function placeOf(ids: ArrayLike<number>, length: number, from: number, id: number): number {
  if (from < length && ids[from]! >= id) return from
  let low = from
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ids[middle]! < id) low = middle + 1
    else high = middle
  }
  return low
}

/** Compares the query with every vector. The notes that the engine wrote take no part. */
export function cosinesOf({ query, vectors }: Sense, documents: DocumentTable): Cosines {
  const { ids, length, flags } = documents
  const of = new Float64Array(length).fill(Number.NaN)
  const windows = new Uint8Array(length)
  const counts = new Uint8Array(length)
  for (const block of vectors) {
    const products = dots(query.values, block.values)
    let place = 0
    let window = 0
    for (let i = 0; i < block.ids.length; i++) {
      const id = block.ids[i]!
      window = i > 0 && block.ids[i - 1] === id ? window + 1 : 0
      if (window === 0) place = placeOf(ids, length, i === 0 ? 0 : place, id)
      if (ids[place] !== id || (flags[place]! & documentFlags.bookkeeping) > 0) continue
      counts[place] = window + 1
      const cosine = toCosine(products[i]!, query.scale * block.scales[i]!)
      if (cosine <= of[place]!) continue
      of[place] = cosine
      windows[place] = window
    }
  }
  return { of, windows, counts }
}
