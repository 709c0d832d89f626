import type { DocumentTable, PostingList } from '../corpus.ts'

/** First place at or after `from` with `ids[place] >= id`, found in steps that double. */
export function seek(ids: ArrayLike<number>, length: number, from: number, id: number): number {
  let step = 1
  let low = from
  while (low + step < length && ids[low + step]! < id) {
    low += step
    step *= 2
  }
  let high = Math.min(length, low + step)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ids[middle]! < id) low = middle + 1
    else high = middle
  }
  return low
}

/** A posting list by document: the i-th one has the positions from `starts[i]` up to `starts[i + 1]`. */
export interface Occurrences {
  /** Document indices, ascending. */
  readonly places: Int32Array
  readonly starts: Int32Array
  readonly positions: ArrayLike<number>
}

/**
 * Groups postings by document index. Both sides ascend by id, so one walk over them suffices; where the
 * user's ids have no gap, not even that. A posting of an observation that the table does not hold is skipped; a
 * store that reads both in one transaction has none.
 */
export function groupByDocument(list: PostingList, documents: DocumentTable): Occurrences {
  const { ids, positions } = list
  const total = ids.length
  const places = new Int32Array(total)
  const starts = new Int32Array(total + 1)
  const first = documents.length > 0 ? documents.ids[0]! : 0
  const isGapless =
    documents.length > 0 && documents.ids[documents.length - 1]! - first === documents.length - 1
  let count = 0
  let place = 0
  let last = -1
  for (let i = 0; i < total; i++) {
    const id = ids[i]!
    if (id === last) continue
    last = id
    place = isGapless ? id - first : seek(documents.ids, documents.length, place, id)
    if (documents.ids[place] !== id) continue
    places[count] = place
    starts[count] = i
    count++
  }
  starts[count] = total
  // A view costs more than the walk over a short list, and mostly no term repeats in a document.
  return { places: count === total ? places : places.subarray(0, count), starts, positions }
}

// Ids below 2^27 and positions below 2^26 make keys that a number holds exactly, and numbers sort fast.
const positionsPerId = 2 ** 26

/** Several posting lists as one: what the words of one meaning (alternatives of a query's term) have together. */
export function mergePostings(lists: readonly PostingList[]): PostingList {
  if (lists.length === 1) return lists[0]!
  const keys = new Float64Array(lists.reduce((sum, { ids }) => sum + ids.length, 0))
  let count = 0
  for (const { ids, positions } of lists) {
    for (let i = 0; i < ids.length; i++) keys[count++] = ids[i]! * positionsPerId + positions[i]!
  }
  keys.sort()
  return {
    ids: Int32Array.from(keys, (key) => Math.floor(key / positionsPerId)),
    positions: Int32Array.from(keys, (key) => key % positionsPerId),
  }
}
