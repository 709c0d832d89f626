import { entriesOf, postingChunkOf, withoutEntries, type PostingRow } from './posting-rows.ts'
import type { Transaction } from '../connection/transaction.ts'

/** The terms of one observation before and after a write; null where it does not exist. */
export interface TermChange {
  readonly id: number
  readonly before: readonly string[] | null
  readonly after: readonly string[] | null
}

/** Change of one row: the entries to take out and those to append. */
interface RowChange {
  readonly bucket: string
  readonly chunk: number
  readonly removed: Set<number>
  readonly added: number[]
}

/**
 * Prepares the changes of the postings. It reads rows, in one round trip, only where entries are taken out. The
 * returned function sends all the writes at once.
 */
export async function preparePostings(
  transaction: Transaction,
  changes: readonly TermChange[],
): Promise<() => Promise<unknown>> {
  const rows = rowChanges(changes)
  const touched = rows.filter(({ removed }) => removed.size > 0)
  const appended = rows
    .filter(({ removed }) => removed.size === 0)
    .map(({ bucket, chunk, added }) => ({ bucket, chunk, data: Buffer.from(added) }))
  if (touched.length === 0) return () => writePostings(transaction, 'addPostings', appended)
  const stored = await transaction.ask<PostingRow>('readPostingRows', ...keysOf(touched))
  const byKey = new Map(stored.map((row) => [`${row.chunk} ${row.bucket}`, row]))
  const rewritten = touched.map(({ bucket, chunk, removed, added }): PostingRow => {
    const row = byKey.get(`${chunk} ${bucket}`) ?? { bucket, chunk, data: new Uint8Array() }
    return { bucket, chunk, data: Buffer.concat([withoutEntries(row, removed), Buffer.from(added)]) }
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

function keysOf(
  rows: readonly Pick<PostingRow, 'bucket' | 'chunk'>[],
): [buckets: string[], chunks: number[]] {
  return [rows.map(({ bucket }) => bucket), rows.map(({ chunk }) => chunk)]
}

function rowChanges(changes: readonly TermChange[]): RowChange[] {
  const rows = new Map<string, RowChange>()
  const rowOf = (bucket: string, chunk: number): RowChange => {
    const key = `${chunk} ${bucket}`
    const row = rows.get(key) ?? { bucket, chunk, removed: new Set<number>(), added: [] }
    rows.set(key, row)
    return row
  }
  for (const { id, before, after } of changes) {
    const chunk = postingChunkOf(id)
    const old = entriesOf(id, before ?? [])
    const entries = entriesOf(id, after ?? [])
    for (const [bucket, bytes] of entries) {
      if (isSame(old.get(bucket), bytes)) continue
      const { added } = rowOf(bucket, chunk)
      for (const byte of bytes) added.push(byte)
    }
    for (const [bucket, bytes] of old) {
      if (!isSame(entries.get(bucket), bytes)) rowOf(bucket, chunk).removed.add(id)
    }
  }
  return [...rows.values()]
}

function isSame(one: readonly number[] | undefined, other: readonly number[]): boolean {
  return one?.length === other.length && one.every((byte, i) => byte === other[i])
}
