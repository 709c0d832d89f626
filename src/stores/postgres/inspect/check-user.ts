import type { StoredObservation } from '../../../engine/port/stored.ts'
import { analyzeObservation, type Analyzer } from '../../../search/text/analyze.ts'
import type { Transaction } from '../connection/transaction.ts'
import { toDocuments, type StoredChunk } from '../index/documents.ts'
import { decodePostings, termsIn, type PostingRow } from '../index/posting-rows.ts'
import { isIndexOf } from '../index/reindex.ts'
import { toUser, type UserRow } from '../tables/users.ts'
import type { PostgresCheckName } from './finding.ts'

const pageSize = 256

interface CountsRow {
  readonly observations: number
  readonly sessions: number
  readonly bytes: number
  /** Versions and vectors of observations that are not there. */
  readonly orphans: number
}

/** Checks one user's rows against each other. Returns the checks that found something. */
export async function checkUser(
  transaction: Transaction,
  analyzer: Analyzer,
  userId: string,
): Promise<readonly PostgresCheckName[]> {
  const [users, [counted], chunks, postings] = await Promise.all([
    transaction.ask<UserRow>('readUser'),
    transaction.ask<CountsRow>('countRows'),
    transaction.ask<StoredChunk>('readChunks'),
    transaction.ask<PostingRow>('readPostingsOfUser'),
  ])
  const user = toUser(users, userId)
  if (user === null || counted === undefined) return []
  const isCounted =
    user.observations === counted.observations &&
    user.sessions === counted.sessions &&
    user.bytes === counted.bytes
  const wrong: PostgresCheckName[] = [
    ...(isCounted ? [] : (['counts'] as const)),
    ...(counted.orphans === 0 ? [] : (['orphans'] as const)),
  ]
  if (!isIndexOf(user, analyzer)) return [...wrong, 'analyzer']
  const { ids, places } = await expectedIndex(transaction, analyzer)
  const documents = toDocuments(chunks, user.types)
  const recorded = Array.from(documents.ids).slice(0, documents.length)
  if (ids.join() !== recorded.join()) wrong.push('ranking_records')
  if (!isSame(places, postings)) wrong.push('index_terms')
  return wrong
}

/** Places of every term, as the texts have them: ids and positions by term. */
type Places = Map<string, [id: number, position: number][]>

async function expectedIndex(
  transaction: Transaction,
  analyzer: Analyzer,
): Promise<{ ids: number[]; places: Places }> {
  const ids: number[] = []
  const places: Places = new Map()
  for (;;) {
    const last = ids.at(-1) ?? 0
    const page = await transaction.ask<StoredObservation>('observationsToIndex', last, pageSize)
    for (const row of page) {
      ids.push(row.id)
      const { terms } = analyzeObservation(analyzer, row.title, row.content, row)
      for (const [position, term] of terms.entries()) {
        const known = places.get(term) ?? []
        places.set(term, known)
        known.push([row.id, position])
      }
    }
    if (page.length < pageSize) return { ids, places }
  }
}

function isSame(places: Places, rows: readonly PostingRow[]): boolean {
  const terms = termsIn(rows)
  if (terms.length !== places.size) return false
  for (const [term, { ids, positions }] of decodePostings(rows, terms)) {
    const expected = places.get(term) ?? []
    if (expected.length !== ids.length) return false
    if (expected.some(([id, position], i) => id !== ids[i] || position !== positions[i])) return false
  }
  return true
}
