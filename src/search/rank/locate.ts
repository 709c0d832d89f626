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

/** Merges two posting lists. An occurrence that both have stays twice: the words of one meaning add up. */
function mergeTwo(left: PostingList, right: PostingList): PostingList {
  const total = left.ids.length + right.ids.length
  const ids = new Int32Array(total)
  const positions = new Int32Array(total)
  let l = 0
  let r = 0
  for (let at = 0; at < total; at++) {
    const isLeft = r === right.ids.length || (l < left.ids.length && comesFirst(left, l, right, r))
    ids[at] = isLeft ? left.ids[l]! : right.ids[r]!
    positions[at] = isLeft ? left.positions[l++]! : right.positions[r++]!
  }
  return { ids, positions }
}

function comesFirst(left: PostingList, l: number, right: PostingList, r: number): boolean {
  const [leftId, rightId] = [left.ids[l]!, right.ids[r]!]
  return leftId < rightId || (leftId === rightId && left.positions[l]! <= right.positions[r]!)
}

/** Merges the posting lists of words with one meaning (alternatives of a query's term) into one. */
export function mergePostings(lists: readonly PostingList[]): PostingList {
  if (lists.length === 1) return lists[0]!
  const middle = lists.length >>> 1
  return mergeTwo(mergePostings(lists.slice(0, middle)), mergePostings(lists.slice(middle)))
}
