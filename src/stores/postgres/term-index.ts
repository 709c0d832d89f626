import {
  encodeEntry,
  positionsByTerm,
  postingChunkOf,
  withoutEntries,
  type PostingRow,
} from './posting-rows.ts'
import type { Transaction } from './transaction.ts'

/** The terms of one observation before and after a write; null where it is not there. */
export interface TermChange {
  readonly id: number
  readonly before: readonly string[] | null
  readonly after: readonly string[] | null
}

/** One row's change: what is taken out of it and what comes to its end. */
interface RowChange {
  readonly term: string
  readonly chunk: number
  readonly removed: Set<number>
  readonly added: number[]
}

/**
 * Prepares what brings the postings to what the observations say now. Only where something is taken out, rows are
 * read, and that takes a round trip; the function that is returned sends all the writes at once.
 */
export async function preparePostings(
  transaction: Transaction,
  changes: readonly TermChange[],
): Promise<() => Promise<unknown>> {
  const rows = rowChanges(changes)
  const touched = rows.filter(({ removed }) => removed.size > 0)
  const appended = rows
    .filter(({ removed }) => removed.size === 0)
    .map(({ term, chunk, added }) => ({ term, chunk, data: Buffer.from(added) }))
  if (touched.length === 0) return () => writePostings(transaction, 'addPostings', appended)
  const stored = await transaction.ask<PostingRow>('readPostingRows', ...keysOf(touched))
  const byKey = new Map(stored.map((row) => [`${row.chunk} ${row.term}`, row]))
  const rewritten = touched.map(({ term, chunk, removed, added }): PostingRow => {
    const row = byKey.get(`${chunk} ${term}`) ?? { term, chunk, data: new Uint8Array() }
    return { term, chunk, data: Buffer.concat([withoutEntries(row, removed), Buffer.from(added)]) }
  })
  const kept = rewritten.filter(({ data }) => data.length > 0)
  const emptied = rewritten.filter(({ data }) => data.length === 0)
  return () =>
    Promise.all([
      writePostings(transaction, 'addPostings', appended),
      writePostings(transaction, 'replacePostings', kept),
      emptied.length === 0 ? null : transaction.ask('deletePostings', ...keysOf(emptied)),
    ])
}

async function writePostings(
  transaction: Transaction,
  statement: 'addPostings' | 'replacePostings',
  rows: readonly PostingRow[],
): Promise<void> {
  if (rows.length === 0) return
  await transaction.ask(
    statement,
    ...keysOf(rows),
    rows.map(({ data }) => data),
  )
}

function keysOf(rows: readonly Pick<PostingRow, 'term' | 'chunk'>[]): [terms: string[], chunks: number[]] {
  return [rows.map(({ term }) => term), rows.map(({ chunk }) => chunk)]
}

function rowChanges(changes: readonly TermChange[]): RowChange[] {
  const rows = new Map<string, RowChange>()
  const rowOf = (term: string, chunk: number): RowChange => {
    const key = `${chunk} ${term}`
    const row = rows.get(key) ?? { term, chunk, removed: new Set<number>(), added: [] }
    rows.set(key, row)
    return row
  }
  for (const { id, before, after } of changes) {
    const chunk = postingChunkOf(id)
    const old = positionsByTerm(before ?? [])
    for (const [term, positions] of positionsByTerm(after ?? [])) {
      const isSame = old.get(term)?.join() === positions.join()
      if (isSame) old.delete(term)
      else rowOf(term, chunk).added.push(...encodeEntry(id, positions))
    }
    for (const term of old.keys()) rowOf(term, chunk).removed.add(id)
  }
  return [...rows.values()]
}
