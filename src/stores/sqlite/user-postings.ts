import type { PostingList } from '../../search/corpus.ts'
import { termsOfText } from './term-index.ts'

interface Kept {
  readonly list: PostingList
  /** How many of the later observations the list has taken in. */
  readonly seen: number
}

/** An observation that was saved after lists were read: as the index took it, until a search wants its terms. */
interface Later {
  readonly id: number
  readonly text: string
  terms: readonly string[] | null
}

/** What an entry takes beside its numbers or text: a guess that is rather too large. */
const bytesOfEntry = 200
const bytesOfOccurrence = 8
/** So many observations later, lists that nobody has asked for in the meantime are dropped. */
const mostLater = 64

/**
 * Posting lists of one user, by term. What is saved later is put into a list when that is next asked for, so that
 * saving costs next to nothing.
 */
export class UserPostings {
  readonly #lists = new Map<string, Kept>()
  #later: Later[] = []
  #bytes = 0

  /** About as many as this takes. */
  get bytes(): number {
    return this.#bytes
  }

  /** The list as the index has it now; undefined where it is to be read from there. */
  get(term: string): PostingList | undefined {
    const kept = this.#lists.get(term)
    if (kept === undefined || kept.seen === this.#later.length) return kept?.list
    this.#drop(term)
    const list = extended(kept.list, term, this.#later.slice(kept.seen))
    if (list !== null) this.add(term, list)
    return list ?? undefined
  }

  /** Takes a list as the index has it now. */
  add(term: string, list: PostingList): void {
    if (this.#lists.has(term)) this.#drop(term)
    this.#lists.set(term, { list, seen: this.#later.length })
    this.#bytes += bytesOf(term, list)
  }

  /** Takes a new observation's terms, as the index took them. */
  append(id: number, text: string): void {
    if (this.#later.length === mostLater) this.#dropStale()
    if (this.#lists.size === 0) return
    this.#later.push({ id, text, terms: null })
    this.#bytes += bytesOfLater(text)
  }

  #dropStale(): void {
    for (const [term, { list, seen }] of this.#lists) {
      if (seen === this.#later.length) this.#lists.set(term, { list, seen: 0 })
      else this.#drop(term)
    }
    for (const { text } of this.#later) this.#bytes -= bytesOfLater(text)
    this.#later = []
  }

  #drop(term: string): void {
    this.#bytes -= bytesOf(term, this.#lists.get(term)!.list)
    this.#lists.delete(term)
  }
}

/** The list with what later observations say; null where one comes before an observation that is in it already. */
function extended(list: PostingList, term: string, later: readonly Later[]): PostingList | null {
  const ids: number[] = []
  const positions: number[] = []
  let last = list.ids.length > 0 ? list.ids[list.ids.length - 1]! : 0
  for (const observation of later) {
    const terms = (observation.terms ??= termsOfText(observation.text))
    for (let at = terms.indexOf(term); at >= 0; at = terms.indexOf(term, at + 1)) {
      if (observation.id < last) return null
      last = observation.id
      ids.push(observation.id)
      positions.push(at)
    }
  }
  return ids.length === 0
    ? list
    : { ids: joined(list.ids, ids), positions: joined(list.positions, positions) }
}

function joined(before: ArrayLike<number>, after: readonly number[]): Int32Array {
  const all = new Int32Array(before.length + after.length)
  all.set(before)
  all.set(after, before.length)
  return all
}

function bytesOf(term: string, { ids }: PostingList): number {
  return bytesOfEntry + 2 * term.length + bytesOfOccurrence * ids.length
}

/** The text, and the terms that may be cut out of it. */
function bytesOfLater(text: string): number {
  return bytesOfEntry + 8 * text.length
}
