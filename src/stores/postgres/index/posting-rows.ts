import type { PostingList } from '../../../search/corpus.ts'

/**
 * Layout of a row of `posting`: the places of a few terms in up to 128 observations with neighbouring ids. The bucket
 * says which terms. It is a term's first character, so that a range of buckets holds all terms with that beginning.
 * After it comes one of 8 signs, by a hash of the term. One row for each term would take four times the space.
 *
 * A row's bytes are a sequence of entries, one for each term of each observation, so that a new observation only
 * appends. An entry begins with a head: twice the length in bytes of the term behind its first character, and one more
 * where the term occurs several times. The term without that character follows, and the lowest 7 bits of the id. Then
 * come the number of occurrences, if it is not 1, and the steps between positions. All numbers are integers of 7 bits a
 * byte, lowest first.
 */
const slotBits = 7
const slots = 2 ** slotBits
const bucketBits = 3
/** Code of the first of the signs '0' to '7'. */
const firstSign = 48

/** Number of this layout. Another one gets another number, and each user's rows are then made anew. */
export const postingLayout = 2

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

/** Returns the buckets of all terms that begin with this character. */
export function bucketsOf(character: string): string[] {
  const code = character.codePointAt(0)!
  return Array.from({ length: 2 ** bucketBits }, (_, sign) => String.fromCodePoint(code, firstSign + sign))
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
    const isOnce = positions.length === 1
    appendRest(bytes, term, isOnce)
    bytes.push(id % slots)
    if (!isOnce) append(bytes, positions.length)
    let last = 0
    for (const position of positions) {
      append(bytes, position - last)
      last = position
    }
  }
  return entries
}

/** Returns the bytes of a term behind its first character, which its bucket tells. */
function restOf(term: string): Buffer {
  return Buffer.from(term.slice(firstOf(term).length))
}

/** Returns the first character of a term, or of a bucket. */
function firstOf(text: string): string {
  return String.fromCodePoint(text.codePointAt(0)!)
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

/** Appends the head of an entry and the rest of its term. Most terms are ASCII, and need no encoder. */
function appendRest(bytes: number[], term: string, isOnce: boolean): void {
  const start = bytes.length
  const several = isOnce ? 0 : 1
  append(bytes, (term.length - 1) * 2 + several)
  for (let i = 0; i < term.length; i++) {
    const code = term.charCodeAt(i)
    if (code > 0x7f) {
      const rest = restOf(term)
      bytes.length = start
      append(bytes, rest.length * 2 + several)
      bytes.push(...rest)
      return
    }
    if (i > 0) bytes.push(code)
  }
}

function append(bytes: number[], value: number): void {
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
}

/** Walks over the entries of a row. */
class EntryReader {
  /** Bounds of the present entry: its start, the rest of its term, the end of that, its end. */
  start = 0
  restStart = 0
  restEnd = 0
  end = 0
  /** Number of occurrences of the present entry. */
  #count = 1
  /** Start of the steps between positions. */
  #steps = 0
  readonly #data: Buffer
  readonly #firstId: number
  readonly #firstCharacter: string

  constructor({ data, bucket, chunk }: PostingRow) {
    this.#data = Buffer.from(data.buffer, data.byteOffset, data.length)
    this.#firstId = chunk * slots
    this.#firstCharacter = firstOf(bucket)
  }

  /** Goes on to the next entry; false where there is none. */
  next(): boolean {
    this.start = this.end
    if (this.start >= this.#data.length) return false
    const head = this.#integer()
    this.restStart = this.end
    this.restEnd = this.end += head >>> 1
    this.end++
    // A count may take several bytes. After it come as many integers; the last byte of each is below 128.
    this.#count = head % 2 === 0 ? 1 : this.#integer()
    this.#steps = this.end
    for (let left = this.#count; left > 0; left--) while (this.#data[this.end++]! >= 0x80);
    return true
  }

  get id(): number {
    return this.#firstId + this.#data[this.restEnd]!
  }

  get term(): string {
    return this.#firstCharacter + this.#data.toString('utf8', this.restStart, this.restEnd)
  }

  /** True if the present entry is of the term with this rest. It compares bytes: decoding each would take most of the time. */
  hasRest(rest: Uint8Array): boolean {
    if (this.restEnd - this.restStart !== rest.length) return false
    for (let i = 0; i < rest.length; i++) if (this.#data[this.restStart + i] !== rest[i]) return false
    return true
  }

  /** Adds the places of the present entry to a posting list. */
  addTo({ ids, positions }: { ids: number[]; positions: number[] }): void {
    const { id, end } = this
    this.end = this.#steps
    let position = 0
    for (let left = this.#count; left > 0; left--) {
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
    rest: restOf(term),
    ids: [] as number[],
    positions: [] as number[],
  }))
  const byBucket = Map.groupBy(lists, ({ term }) => bucketOf(term))
  for (const row of rows) {
    const wanted = byBucket.get(row.bucket) ?? []
    for (const reader = new EntryReader(row); reader.next();) {
      for (const list of wanted) if (reader.hasRest(list.rest)) reader.addTo(list)
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
