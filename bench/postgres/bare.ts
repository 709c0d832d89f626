import pg from 'pg'
import { contentDigest } from '../../src/engine/rules/texts/content-digest.ts'
import { analyzeObservation, createAnalyzer } from '../../src/search/text/analyze.ts'
import { planQuery, termsToRead } from '../../src/search/query/plan.ts'
import { chunkOf, withRecord } from '../../src/stores/shared/ranking-records.ts'
import { bucketOf, entriesOf, postingChunkOf } from '../../src/stores/postgres/index/posting-rows.ts'
import { types } from '../../src/stores/postgres/connection/pool.ts'
import { userKeyOf } from '../../src/stores/postgres/user-key.ts'
import { benchNow } from '../shared/bench-files.ts'
import type { ZipfText } from '../shared/zipf-texts.ts'

const analyzer = createAnalyzer('english')

/** Keys of the rows that a search reads, known beforehand. */
export interface BareSearch {
  readonly buckets: readonly string[]
  readonly ids: readonly number[]
}

/** Finds the rows that a search of this query reads; `ids` are those of its results. */
export function bareSearchOf(query: string, ids: readonly number[]): BareSearch {
  const terms = termsToRead(planQuery(query, analyzer))
  return { buckets: [...new Set(terms.map(bucketOf))], ids }
}

type Query = readonly [name: string, text: string, values: readonly unknown[]]

const texts = {
  user: 'select * from ilab_memory.user_state where user_key = $1',
  chunks: 'select chunk, data from ilab_memory.document_chunk where user_key = $1',
  postings: 'select bucket, chunk, data from ilab_memory.posting where user_key = $1 and bucket = any($2)',
  results: `select id, type, title, content, topic_key, pinned, updated_at from ilab_memory.observation
    where user_key = $1 and id = any($2)`,
  touch: `update ilab_memory.user_state set next_id = $2, observations = $2, bytes = $3, last_activity_at = $4
    where user_key = $1`,
  add: `insert into ilab_memory.observation (user_key, id, session, type, title, content, revision_count, created_at,
      updated_at, digest) values ($1, $2, 1, $3, $4, $5, 1, $6, $6, $7)`,
  chunk: `insert into ilab_memory.document_chunk (user_key, chunk, data) values ($1, $2, $3)
    on conflict (user_key, chunk) do update set data = excluded.data`,
  posting: `insert into ilab_memory.posting (user_key, bucket, chunk, data)
    select $1, bucket, $3, data from unnest($2::text[], $4::bytea[]) as r (bucket, data)
    on conflict (user_key, bucket, chunk) do update set data = posting.data || excluded.data`,
} as const

/**
 * The least that a search and a save cost: prepared statements that read and write the very rows, all sent at once on one
 * connection, so each waits for one round trip. Nothing is decided, compared or ranked.
 */
export class BareConnection {
  readonly #client: pg.Client
  #userKey = ''
  #records: Uint8Array | null = null
  #next = 1

  constructor(url: string) {
    this.#client = new pg.Client({ connectionString: url, pipeline: true })
  }

  connect(): Promise<unknown> {
    return this.#client.connect()
  }

  end(): Promise<void> {
    return this.#client.end()
  }

  /** Names the user of what follows. The next observation gets this id. */
  async enter(userId: string, nextId: number): Promise<void> {
    this.#userKey = userKeyOf(userId)
    this.#next = nextId
    await this.#client.query(`set ilab_memory.user_key = '${this.#userKey}'`)
    const chunk = `select data from ilab_memory.document_chunk where user_key = $1 and chunk = $2`
    const { rows } = await this.#client.query({
      text: chunk,
      values: [this.#userKey, chunkOf(nextId)],
      types,
    })
    this.#records = (rows[0] as { data: Uint8Array } | undefined)?.data ?? null
  }

  async #send(queries: readonly Query[], isWrite: boolean): Promise<void> {
    const all = queries.map(([name, text, values]) =>
      this.#client.query({ name, text, values: [this.#userKey, ...values], types }),
    )
    if (isWrite) all.push(this.#client.query('commit'))
    await Promise.all(all)
  }

  /** Reads the rows of a search. */
  search({ buckets, ids }: BareSearch): Promise<void> {
    const queries: Query[] = [
      ['user', texts.user, []],
      ['chunks', texts.chunks, []],
      ['postings', texts.postings, [buckets]],
      ['results', texts.results, [ids]],
    ]
    return this.#send(queries, false)
  }

  /** Makes a save ready: the rows of the next observation. */
  prepare({ type, title, content }: ZipfText): () => Promise<void> {
    const id = this.#next++
    const { terms, titleLength, contentLength, flags } = analyzeObservation(analyzer, title, content)
    const entries = [...entriesOf(id, terms)]
    const record = {
      createdAt: benchNow,
      updatedAt: benchNow,
      contentLength,
      titleLength,
      session: 1,
      revision: 1,
    }
    if (id % 64 === 0) this.#records = null
    this.#records = withRecord(this.#records, id, { ...record, type: 0, flags })
    const data = Buffer.from(this.#records!)
    const buckets = entries.map(([bucket]) => bucket)
    const bytes = entries.map(([, entry]) => Buffer.from(entry))
    const queries: Query[] = [
      ['touch', texts.touch, [id, id * 400, benchNow]],
      ['add', texts.add, [id, type, title, content, benchNow, contentDigest({ type, title, content })]],
      ['chunk', texts.chunk, [chunkOf(id), data]],
      ['posting', texts.posting, [buckets, postingChunkOf(id), bytes]],
    ]
    return () => {
      void this.#client.query('begin')
      return this.#send(queries, true)
    }
  }
}
