/** The first items in an order, of those that are offered. */
export interface FirstOfOrder<Item> {
  /** Takes an item if it is among the first so far. */
  offer(item: Item): void
  /** The items so far, in order. */
  readonly items: readonly Item[]
}

/** Keeps the first few items in an order: thousands are offered, and sorting them all takes longer than finding them. */
export function keepFirst<Item>(most: number, compare: (a: Item, b: Item) => number): FirstOfOrder<Item> {
  const items: Item[] = []
  return {
    items,
    offer: (item) => {
      let at = items.length
      while (at > 0 && compare(item, items[at - 1]!) < 0) at--
      if (at === most) return
      items.splice(at, 0, item)
      if (items.length > most) items.pop()
    },
  }
}
