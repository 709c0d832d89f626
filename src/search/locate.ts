import type { DocumentTable, PostingList } from './corpus.ts'

/** First place at or after `from` with `ids[place] >= id`, found in steps that double. */
const seek = (ids: ArrayLike<number>, length: number, from: number, id: number): number => {
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

/**
 * The document index of each posting, -1 where the table does not hold the observation. Both sides
 * ascend, so one walk over them suffices; where no id is missing, none is needed.
 */
export const locate = (list: PostingList, documents: DocumentTable): Int32Array => {
  const { ids, length } = documents
  const places = new Int32Array(list.ids.length)
  const first = length > 0 ? ids[0]! : 0
  const isGapless = length > 0 && ids[length - 1]! - first === length - 1
  let place = 0
  for (let i = 0; i < places.length; i++) {
    const id = list.ids[i]!
    if (isGapless) {
      const offset = id - first
      places[i] = offset >= 0 && offset < length ? offset : -1
      continue
    }
    place = seek(ids, length, place, id)
    places[i] = place < length && ids[place] === id ? place : -1
  }
  return places
}

/** Several posting lists as one: what the words of one meaning (a typing error's alternatives) have together. */
export const mergePostings = (lists: readonly PostingList[]): PostingList => {
  if (lists.length === 1) return lists[0]!
  const postings = lists.flatMap((list) =>
    Array.from({ length: list.ids.length }, (_, i) => ({ id: list.ids[i]!, position: list.positions[i]! })),
  )
  postings.sort((a, b) => a.id - b.id || a.position - b.position)
  return { ids: postings.map(({ id }) => id), positions: postings.map(({ position }) => position) }
}
