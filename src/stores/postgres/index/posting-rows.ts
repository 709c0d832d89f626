import type { PostingList } from '../../../search/corpus.ts'

/**
 * Layout of a row of `posting`: the places of a few terms in up to 256 observations with neighbouring ids. The bucket
 * says which terms. It is a term's first character, so that a range of buckets holds all terms with that beginning.
 * After it comes one of 64 signs, by a hash of the term. One row for each term would take twice the space.
 *
 * A row's bytes are a sequence of entries, one for each term of each observation, so that a new observation only
 * appends. An entry holds the length of the term in bytes, the term, and the lowest 8 bits of the id. Then come the
 * number of occurrences and the steps between positions. All numbers are integers of 7 bits a byte, lowest first.
 */
const slotBits = 8
const slots = 2 ** slotBits
const bucketBits = 6
/** Code of the first of the signs '0' to 'o'. */
const firstSign = 48

/** Returns the chunk of ids that holds this observation. */
export function postingChunkOf(id: number): number {
  return id >> slotBits
}

/** Returns the bucket of a term. It is stored, so it never changes. */
export function bucketOf(term: string): string {
  let digest = 0
  for (let i = 0; i < term.length; i++) digest = Math.imul(digest ^ term.charCodeAt(i), 0x01000193)
  const sign = (digest ^ (digest >>> 15)) & (2 ** bucketBits - 1)
  return String.fromCodePoint(term.codePointAt(0)!, firstSign + sign)
}

/** A row as the database returns it. */
export interface PostingRow {
  readonly bucket: string
  readonly chunk: number
  readonly data: Uint8Array
}

/** Encodes the entries of one observation, by bucket. */
export function entriesOf(id: number, terms: readonly string[]): Map<string, number[]> {
  const entries = new Map<string, number[]>()
  for (const [term, positions] of positionsByTerm(terms)) {
    const bucket = bucketOf(term)
    const bytes = entries.get(bucket) ?? []
    entries.set(bucket, bytes)
    appendTerm(bytes, term)
    bytes.push(id % slots)
    append(bytes, positions.length)
    let last = 0
    for (const position of positions) {
      append(bytes, position - last)
      last = position
    }
  }
  return entries
}

function positionsByTerm(terms: readonly string[]): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  for (const [position, term] of terms.entries()) {
    const known = positions.get(term)
    if (known === undefined) positions.set(term, [position])
    else known.push(position)
  }
  return positions
}

/** Appends a term behind its length in bytes. Most terms are ASCII, and need no encoder. */
function appendTerm(bytes: number[], term: string): void {
  const start = bytes.length
  append(bytes, term.length)
  for (let i = 0; i < term.length; i++) {
    const code = term.charCodeAt(i)
    if (code > 0x7f) {
      const name = Buffer.from(term)
      bytes.length = start
      append(bytes, name.length)
      bytes.push(...name)
      return
    }
    bytes.push(code)
  }
}

function append(bytes: number[], value: number): void {
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
}

/** Walks over the entries of a row. */
class EntryReader {
  /** Bounds of the present entry: its start, its term, the rest after the term, its end. */
  start = 0
  termStart = 0
  termEnd = 0
  end = 0
  readonly #data: Buffer
  readonly #firstId: number

  constructor({ data, chunk }: PostingRow) {
    this.#data = Buffer.from(data.buffer, data.byteOffset, data.length)
    this.#firstId = chunk * slots
  }

  /** Goes on to the next entry; false where there is none. */
  next(): boolean {
    this.start = this.end
    if (this.start >= this.#data.length) return false
    const length = this.#integer()
    this.termStart = this.end
    this.termEnd = this.end += length
    this.end++
    // A count may take several bytes. After it come as many integers; the last byte of each is below 128.
    for (let left = this.#integer(); left > 0; left--) while (this.#data[this.end++]! >= 0x80);
    return true
  }

  get id(): number {
    return this.#firstId + this.#data[this.termEnd]!
  }

  get term(): string {
    return this.#data.toString('utf8', this.termStart, this.termEnd)
  }

  /** True if the present entry is of this term. It compares bytes: decoding each entry would take most of the time. */
  isOf(term: Uint8Array): boolean {
    if (this.termEnd - this.termStart !== term.length) return false
    for (let i = 0; i < term.length; i++) if (this.#data[this.termStart + i] !== term[i]) return false
    return true
  }

  /** Adds the places of the present entry to a posting list. */
  addTo({ ids, positions }: { ids: number[]; positions: number[] }): void {
    const { id, end } = this
    this.end = this.termEnd + 1
    let position = 0
    for (let left = this.#integer(); left > 0; left--) {
      ids.push(id)
      positions.push((position += this.#integer()))
    }
    this.end = end
  }

  #integer(): number {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = this.#data[this.end++]!
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
}

/** Returns a row's bytes without the entries of some observations. */
export function withoutEntries(row: PostingRow, ids: ReadonlySet<number>): Uint8Array {
  const kept: Uint8Array[] = []
  for (const reader = new EntryReader(row); reader.next();) {
    if (!ids.has(reader.id)) kept.push(row.data.subarray(reader.start, reader.end))
  }
  return Buffer.concat(kept)
}

/** Lists every term of some rows, each once. */
export function termsIn(rows: readonly PostingRow[]): string[] {
  const terms = new Set<string>()
  for (const row of rows) for (const reader = new EntryReader(row); reader.next();) terms.add(reader.term)
  return [...terms]
}

/** Decodes the posting lists of some terms; `rows` are those of their buckets, ascending by chunk. */
export function decodePostings(
  rows: readonly PostingRow[],
  terms: readonly string[],
): Map<string, PostingList> {
  const lists = terms.map((term) => ({
    term,
    bytes: Buffer.from(term),
    ids: [] as number[],
    positions: [] as number[],
  }))
  const byBucket = Map.groupBy(lists, ({ term }) => bucketOf(term))
  for (const row of rows) {
    const wanted = byBucket.get(row.bucket) ?? []
    for (const reader = new EntryReader(row); reader.next();) {
      for (const list of wanted) if (reader.isOf(list.bytes)) reader.addTo(list)
    }
  }
  return new Map(lists.map(({ term, ids, positions }) => [term, inOrder({ ids, positions })]))
}

/** Sorts a list by id: the entry of a revised observation stands behind those of later ones. */
function inOrder(list: { ids: number[]; positions: number[] }): PostingList {
  const { ids, positions } = list
  if (ids.every((id, i) => i === 0 || id >= ids[i - 1]!)) return list
  const order = ids.map((_, i) => i).toSorted((a, b) => ids[a]! - ids[b]! || positions[a]! - positions[b]!)
  return { ids: order.map((i) => ids[i]!), positions: order.map((i) => positions[i]!) }
}
