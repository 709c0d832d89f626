/** An observation with its score: what order is made of. */
export interface Scored {
  readonly id: number
  readonly score: number
}

/** Best score first, then the smaller id: a total order, since ids are unique. */
export const compareScored = (left: Scored, right: Scored): number => right.score - left.score || left.id - right.id

/** Keeps the best `limit` of what is offered. */
export interface Top<Item extends Scored> {
  /** Whether an item with this score and id would be kept. */
  accepts(score: number, id: number): boolean
  add(item: Item): void
  /** What was kept, best first. */
  take(): Item[]
}

const slack = 256

/** A selection of the best `limit` items. Its order does not depend on the order of the offers. */
export const createTop = <Item extends Scored>(limit: number): Top<Item> => {
  let items: Item[] = []
  let worst: Item | null = null
  const shrink = (): void => {
    items.sort(compareScored)
    items = items.slice(0, limit)
    worst = items.length === limit ? items.at(-1)! : null
  }
  return {
    accepts: (score, id) =>
      limit > 0 && (worst === null || score > worst.score || (score === worst.score && id < worst.id)),
    add: (item) => {
      items.push(item)
      // Sorting now and then is cheaper than keeping order at each offer, and bounds what is kept.
      if (items.length === limit || items.length >= 2 * limit + slack) shrink()
    },
    take: () => {
      shrink()
      return items
    },
  }
}
