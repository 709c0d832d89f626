import type { StoredObservation } from '../../engine/port/stored.ts'
import type { SoughtBeside } from '../../engine/port/unit-of-work.ts'

/** Number of observations that are compared sooner than divided: nearly every text is said once. */
const few = 8

/** Observations in lists by a key, each list ascending by id. */
type Lists = Map<string, StoredObservation[]>

/** Observations with one digest. */
interface OfDigest {
  /** All of them, ascending by id. */
  readonly all: StoredObservation[]
  /** Those that say the same beside the text, by the fields that were sought: see `fieldsOf`. */
  readonly beside: Map<string, Lists>
}

/**
 * Observations by the digest of their text, as one write reads and changes them. Each text is read once, and no look-up goes
 * through those that say something else beside it: a batch may have one text a hundred times, and a user may have it a
 * hundred thousand times, each with other keywords.
 */
export class SameTexts {
  readonly #read: (digest: number) => StoredObservation[]
  readonly #known = new Map<number, OfDigest>()

  /** @param read - reads the rows with a digest, ascending by id */
  constructor(read: (digest: number) => StoredObservation[]) {
    this.#read = read
  }

  /** Returns the observations with this digest, ascending by id: where they are many, those with the fields that are sought. */
  of(digest: number, sought?: SoughtBeside): readonly StoredObservation[] {
    let known = this.#known.get(digest)
    if (known === undefined) this.#known.set(digest, (known = { all: this.#read(digest), beside: new Map() }))
    if (sought === undefined || known.all.length <= few) return known.all
    const fields = fieldsOf(sought)
    let lists = known.beside.get(fields)
    if (lists === undefined) {
      lists = Map.groupBy(known.all, (stored) => keyOf(fields, stored))
      known.beside.set(fields, lists)
    }
    return lists.get(keyOf(fields, sought)) ?? []
  }

  /** Takes a change of the write: an observation before and after it; null where it does not exist. */
  change(before: StoredObservation | null, after: StoredObservation | null): void {
    if (before !== null) this.#eachList(before, remove)
    if (after !== null) this.#eachList(after, add)
  }

  #eachList(
    observation: StoredObservation,
    change: (list: StoredObservation[], observation: StoredObservation) => void,
  ): void {
    const known = this.#known.get(observation.digest)
    if (known === undefined) return
    change(known.all, observation)
    for (const [fields, lists] of known.beside) {
      const key = keyOf(fields, observation)
      const list = lists.get(key) ?? []
      change(list, observation)
      lists.set(key, list)
    }
  }
}

function remove(list: StoredObservation[], { id }: StoredObservation): void {
  const place = list.findLastIndex((stored) => stored.id === id)
  if (place >= 0) list.splice(place, 1)
}

function add(list: StoredObservation[], observation: StoredObservation): void {
  const before = list.findLastIndex(({ id }) => id < observation.id)
  list.splice(before + 1, 0, observation)
}

/** The fields that are sought: data and keywords may be anything where they are null. */
function fieldsOf({ data, keywords }: SoughtBeside): string {
  return `${data === null ? '' : 'data'} ${keywords === null ? '' : 'keywords'}`
}

function keyOf(fields: string, { status, data, keywords }: SoughtBeside): string {
  return JSON.stringify([
    status,
    fields.includes('data') ? data : null,
    fields.includes('keywords') ? keywords : null,
  ])
}
