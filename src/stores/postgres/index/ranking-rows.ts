import type { Transaction } from '../connection/transaction.ts'
import type { UserRow } from '../tables/users.ts'
import type { StoredChunk } from './documents.ts'
import type { PostingRow } from './posting-rows.ts'

/** Rows that ranking reads, as far as they were asked for. */
interface Answer {
  readonly users: readonly UserRow[]
  /** Ascending by number. */
  readonly chunks: readonly StoredChunk[]
  /** Those of each bucket ascending by chunk. */
  readonly postings: readonly PostingRow[]
}

/** Rows that are asked for in one turn of the event loop. */
interface Asked {
  user: boolean
  chunks: boolean
  readonly buckets: Set<string>
  readonly answer: Promise<Answer>
}

/** A row of `readRanking`: the user, a row of ranking records where `bucket` is null, or a row of postings. */
interface RankingRow {
  readonly user: UserRow | null
  readonly bucket: string | null
  readonly chunk: number
  readonly data: Uint8Array
}

/**
 * Reads the user, the ranking records and the postings. What a search asks for at once travels as one statement: each
 * one that a cluster passes on to a node costs it a round trip of its own.
 */
export class RankingRows {
  readonly #transaction: Transaction
  #asked: Asked | null = null

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  async users(): Promise<readonly UserRow[]> {
    return (await this.#ask((asked) => (asked.user = true))).users
  }

  async chunks(): Promise<readonly StoredChunk[]> {
    return (await this.#ask((asked) => (asked.chunks = true))).chunks
  }

  /** Reads the rows of these buckets, and of others that were asked for at once. */
  async postings(buckets: Iterable<string>): Promise<readonly PostingRow[]> {
    const add = (asked: Asked): void => {
      for (const bucket of buckets) asked.buckets.add(bucket)
    }
    return (await this.#ask(add)).postings
  }

  #ask(add: (asked: Asked) => unknown): Promise<Answer> {
    if (this.#asked === null) {
      const asked: Asked = {
        user: false,
        chunks: false,
        buckets: new Set(),
        answer: Promise.resolve().then(() => {
          this.#asked = null
          return this.#read(asked)
        }),
      }
      this.#asked = asked
    }
    add(this.#asked)
    return this.#asked.answer
  }

  async #read({ user, chunks, buckets }: Asked): Promise<Answer> {
    const names = [...buckets]
    if (user && chunks && names.length > 0)
      return apart(await this.#transaction.ask<RankingRow>('readRanking', names))
    const [users, records, postings] = await Promise.all([
      user ? this.#transaction.ask<UserRow>('readUser') : [],
      chunks ? this.#transaction.ask<StoredChunk>('readChunks') : [],
      names.length > 0 ? this.#transaction.ask<PostingRow>('readPostings', names) : [],
    ])
    return { users, chunks: records, postings }
  }
}

function apart(rows: readonly RankingRow[]): Answer {
  const others = rows.filter((row) => row.user === null).toSorted((a, b) => a.chunk - b.chunk)
  return {
    users: rows.flatMap(({ user }) => user ?? []),
    chunks: others.filter(({ bucket }) => bucket === null),
    postings: others.flatMap(({ bucket, chunk, data }) => (bucket === null ? [] : { bucket, chunk, data })),
  }
}
