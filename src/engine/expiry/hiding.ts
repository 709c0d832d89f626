import type { DocumentTable, PostingList } from '../../search/corpus.ts'
import type { StoredEntry } from '../port/journal-rows.ts'
import type { ExpiredRow } from '../port/reader.ts'

/** Observations that have expired, by id. */
export type Expired = ReadonlyMap<number, ExpiredRow>

/** Leaves expired observations out of the ranking records. */
export function withoutDocuments(documents: DocumentTable, expired: Expired): DocumentTable {
  if (expired.size === 0) return documents
  const { ids, length } = documents
  const living = Array.from({ length }, (_, index) => index).filter((index) => !expired.has(ids[index]!))
  const pick = (column: ArrayLike<number>): number[] => living.map((index) => column[index]!)
  return {
    length: living.length,
    ids: pick(ids),
    createdAt: pick(documents.createdAt),
    updatedAt: pick(documents.updatedAt),
    revision: pick(documents.revision),
    titleLength: pick(documents.titleLength),
    contentLength: pick(documents.contentLength),
    session: pick(documents.session),
    type: pick(documents.type),
    typeNames: documents.typeNames,
    flags: pick(documents.flags),
  }
}

/** Leaves expired observations out of posting lists. The lists themselves may be of a cache and are not changed. */
export function withoutPostings(
  postings: ReadonlyMap<string, PostingList>,
  expired: Expired,
): Map<string, PostingList> {
  return new Map([...postings].map(([term, list]) => [term, withoutPlaces(list, expired)]))
}

function withoutPlaces(list: PostingList, expired: Expired): PostingList {
  const ids: number[] = []
  const positions: number[] = []
  for (let i = 0; i < list.ids.length; i++) {
    if (expired.has(list.ids[i]!)) continue
    ids.push(list.ids[i]!)
    positions.push(list.positions[i]!)
  }
  return ids.length === list.ids.length ? list : { ids, positions }
}

/** Takes the words that occur in an observation that has not expired. */
export function onlyLivingWords(
  words: readonly string[],
  postings: ReadonlyMap<string, PostingList>,
  expired: Expired,
): string[] {
  return words.filter((word) => {
    const { ids = [] } = postings.get(word) ?? {}
    for (let i = 0; i < ids.length; i++) if (!expired.has(ids[i]!)) return true
    return false
  })
}

/** Puts 0 in the place of expired observations in entries of the journal. */
export function withoutIds(entries: readonly StoredEntry[], expired: Expired): readonly StoredEntry[] {
  return entries.map((entry) => ({ ...entry, ids: entry.ids.map((id) => (expired.has(id) ? 0 : id)) }))
}

/** Subtracts expired observations from counts by type, which count no proposal. */
export function withoutTypes(counts: ReadonlyMap<string, number>, expired: Expired): Map<string, number> {
  const living = new Map(counts)
  for (const { type, status } of expired.values()) {
    if (status !== 'active') continue
    const left = (living.get(type) ?? 0) - 1
    if (left > 0) living.set(type, left)
    else living.delete(type)
  }
  return living
}
