import type { PostingList } from '../../search/corpus.ts'

/**
 * Where a term stands in up to 256 observations with neighbouring ids is one row. Its bytes are a sequence of entries,
 * one for each observation: the lowest 8 bits of the id, then how often the term occurs, then the steps from one
 * position to the next, the latter two as integers of 7 bits a byte, lowest first. A new observation only appends.
 */
const slotBits = 8

/** The row that holds this observation's entry. */
export function postingChunkOf(id: number): number {
  return id >> slotBits
}

/** A row as it is read. */
export interface PostingRow {
  readonly term: string
  readonly chunk: number
  readonly data: Uint8Array
}

/** Terms of one observation with their positions. */
export function positionsByTerm(terms: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  for (const [position, term] of terms.entries()) {
    const known = positions.get(term)
    if (known === undefined) positions.set(term, [position])
    else known.push(position)
  }
  return positions
}

/** An entry of an observation. */
export function encodeEntry(id: number, positions: readonly number[]): number[] {
  const bytes = [id & (2 ** slotBits - 1)]
  append(bytes, positions.length)
  let last = 0
  for (const position of positions) {
    append(bytes, position - last)
    last = position
  }
  return bytes
}

function append(bytes: number[], value: number): void {
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
}

/** A row's bytes without the entries of some observations. */
export function withoutEntries(row: PostingRow, ids: ReadonlySet<number>): Uint8Array {
  const { data, chunk } = row
  const kept: Uint8Array[] = []
  for (let place = 0; place < data.length;) {
    const start = place
    const id = (chunk << slotBits) | data[place++]!
    const count = readInteger(data, place)
    place = count.end
    for (let i = 0; i < count.value; i++) place = readInteger(data, place).end
    if (!ids.has(id)) kept.push(data.subarray(start, place))
  }
  return Buffer.concat(kept)
}

/** All rows of one term, ascending by chunk, as a posting list. */
export function decodePostings(rows: readonly PostingRow[]): PostingList {
  const ids: number[] = []
  const positions: number[] = []
  let isAscending = true
  let before = -1
  for (const { chunk, data } of rows) {
    for (let place = 0; place < data.length;) {
      const id = (chunk << slotBits) | data[place++]!
      const count = readInteger(data, place)
      place = count.end
      let position = 0
      for (let i = 0; i < count.value; i++) {
        const step = readInteger(data, place)
        place = step.end
        position += step.value
        ids.push(id)
        positions.push(position)
      }
      if (id < before) isAscending = false
      before = id
    }
  }
  return isAscending ? { ids, positions } : sorted(ids, positions)
}

function readInteger(data: Uint8Array, start: number): { value: number; end: number } {
  let value = 0
  let place = start
  for (let shift = 0; ; shift += 7) {
    const byte = data[place++]!
    value |= (byte & 0x7f) << shift
    if (byte < 0x80) return { value, end: place }
  }
}

/** The entry of a revised observation stands behind those of later ones. */
function sorted(ids: readonly number[], positions: readonly number[]): PostingList {
  const order = ids.map((_, i) => i).toSorted((a, b) => ids[a]! - ids[b]! || positions[a]! - positions[b]!)
  return { ids: order.map((i) => ids[i]!), positions: order.map((i) => positions[i]!) }
}
