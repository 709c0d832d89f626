/** An observation with its score: what order is made of. */
export interface Scored {
  readonly id: number
  readonly score: number
}

/** Best score first, then the smaller id: a total order, since ids are unique. */
function compareScored(left: Scored, right: Scored): number {
  return right.score - left.score || left.id - right.id
}

/** Keeps the best of what is offered. */
export interface Top<Item extends Scored> {
  /** An item with a lower score than this would not be kept. */
  threshold(): number
  offer(item: Item): void
  /** Returns the kept items, best first. */
  take(): Item[]
}

function sink<Item extends Scored>(heap: Item[], item: Item): void {
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && compareScored(heap[child]!, heap[child + 1]!) < 0) child++
    if (compareScored(heap[child]!, item) <= 0) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = item
}

function rise<Item extends Scored>(heap: Item[], item: Item): void {
  let at = heap.push(item) - 1
  while (at > 0) {
    const parent = (at - 1) >>> 1
    if (compareScored(item, heap[parent]!) <= 0) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = item
}

/** A selection of the best `limit` items: a heap with the worst on top. Independent of the order of the offers. */
export function createTop<Item extends Scored>(limit: number): Top<Item> {
  const heap: Item[] = []
  return {
    threshold: () => {
      if (limit <= 0) return Number.POSITIVE_INFINITY
      return heap.length < limit ? 0 : heap[0]!.score
    },
    offer: (item) => {
      if (heap.length < limit) rise(heap, item)
      else if (limit > 0 && compareScored(item, heap[0]!) < 0) sink(heap, item)
    },
    take: () => heap.toSorted(compareScored),
  }
}
