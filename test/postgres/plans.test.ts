import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { statements, type StatementName } from '../../src/stores/postgres/tables/statements.ts'
import { StatementsTogether, type Read } from '../../src/stores/postgres/connection/together.ts'
import { userKeyOf } from '../../src/stores/postgres/user-key.ts'
import { applicationRole, asSuperuser, migratedDatabase, urlOf } from './databases.ts'
import { isCluster } from './own-server.ts'

const others = 1_000
const each = 100

const aFilter = [['pattern'], ['profile'], 't/', 'chat', true, ['"a":1'], 'active', 's', 0, 1e15, 0, 1e15]
const noFilter = [null, null, null, null, null, null, 'active', null, -1e15, 1e15, -1e15, 1e15]

/** Parameters as the store passes them, after the user. */
const parameters: Readonly<Record<StatementName, readonly unknown[]>> = {
  insertUser: ['alice', 'english-1'],
  readUser: [],
  lockUser: [],
  updateUser: ['english-1', 2, 2, 1, 1, 10, '[]', null, null, '', 0, null, null, false],
  activeSession: [],
  sessionsForWrite: [['s-1'], ['chat']],
  typesInSession: [1, 0],
  insertSessions: ['[]'],
  updateSessions: ['[]'],
  lastCompletedSessions: [5],
  lastSessionActivity: [],
  sessionsInOrder: [],
  readObservation: [1],
  readByTopic: ['a/b'],
  readObservations: [[1, 2]],
  readResults: [[1, 2]],
  readTexts: [],
  countTypes: [],
  findByTopics: [['a/b']],
  findProposals: [['a/b']],
  findTopicsOf: [[1]],
  findByDigests: [[1]],
  findByIds: [[1]],
  findByBatch: [Buffer.alloc(16)],
  observationsById: [0, 256],
  observationsToIndex: [0, 256],
  observationsAfter: [0, 1, 5, ...noFilter],
  observationsBefore: [1e15, 1, 5, ...aFilter],
  observationsByExpiry: [100],
  expiredRows: [0],
  idsPassing: aFilter,
  sessionNumber: ['s'],
  insertObservation: [
    1,
    null,
    'pattern',
    'Note',
    'words',
    null,
    null,
    null,
    '[]',
    false,
    null,
    'active',
    1,
    0,
    0,
    1,
  ],
  insertObservations: ['[]'],
  updateObservations: ['[]'],
  insertVersions: ['[]'],
  dropVersions: [[1], [1]],
  deleteVersions: [[1]],
  versionsAfter: [0, 0, 64],
  versionsBefore: [1, 3, 21],
  versionsOfSession: [1, 'summary'],
  eraseVersions: [1_000],
  eraseStrayVersions: [],
  deleteObservations: [[1]],
  readChunks: [],
  readSomeChunks: [[0]],
  lastChunk: [],
  chunksOfTopics: [['a/b']],
  writeChunks: [[0], [Buffer.alloc(1)]],
  replaceChunk: [0, Buffer.alloc(1)],
  deleteChunks: [[0]],
  readRanking: [['a0', 'b0']],
  readPostings: [['a0', 'b0']],
  readPostingRows: [['a0'], [0]],
  addPostings: [['a0'], [0], [Buffer.alloc(1)]],
  replacePostings: [['a0'], [0], [Buffer.alloc(1)]],
  deletePostings: [['a0'], [0]],
  keyedSavesForWrite: [Buffer.alloc(16)],
  addKeyedSave: [1, Buffer.alloc(16), Buffer.alloc(16), 1, 'created', 1, 1, null],
  dropKeyedSaves: [0],
  blankKeyedSaves: [[1]],
  countRows: [],
  readPostingsOfUser: [],
  findThreads: [['chat']],
  lastThread: [],
  lastThreadItem: ['chat'],
  takenThreadItems: [[0], ['chat'], [1], [0], ['1']],
  writeThreads: [[1], ['chat'], [1], [33]],
  insertThreadItems: [[1], [1], [0], ['1']],
  deleteThreadItem: [1, 1],
  deleteThreadItems: [1],
  deleteThread: [1],
  threadItemsBefore: ['chat', 9, 51],
  threadsBefore: [9, 51],
  threadItemsAfter: [0, 0, 256],
  keyedAppendsForWrite: [Buffer.alloc(16)],
  addKeyedAppend: [1, Buffer.alloc(16), Buffer.alloc(16), 1, 1, 1, 1],
  dropKeyedAppends: [0],
  blankKeyedAppends: [1, 1],
  threadBoundary: [1_000],
  eraseThreadItemsBelow: [1, 1],
  eraseThreadItems: [],
  eraseThreads: [],
  eraseKeyedAppends: [],
  addEntries: ['[]'],
  dropOldEntries: [10_000],
  blankEntries: [[1]],
  entriesBefore: [0, 1, 51],
  eraseEntries: [],
  eraseObservations: [1_000],
  postingBoundary: [5_000],
  erasePostingsBelow: ['a0'],
  erasePostings: [],
  eraseChunks: [],
  eraseKeyedSaves: [],
  eraseSessions: [],
  putVectors: [[1], [Buffer.alloc(9)]],
  deleteVectors: [[1]],
  readVectors: [],
  vectorIds: [],
  eraseVectors: [],
  eraseUser: [],
}

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly 'Recheck Cond'?: string
  readonly Plans?: readonly Node[]
  /** On a cluster: what the statement becomes on the nodes. */
  readonly 'Distributed Query'?: { readonly Job: Job }
}

interface Job {
  readonly 'Task Count': number
  readonly Tasks: readonly { readonly 'Remote Plan': readonly (readonly { readonly Plan: Node }[])[] }[]
}

/** The plan of the server that has the rows. On a cluster it fails unless that is one shard of one node. */
function planOfRows(plan: Node): Node {
  if (!isCluster) return plan
  const job = plan['Distributed Query']?.Job
  expect({ node: plan['Node Type'], tasks: job?.['Task Count'] }).toEqual({ node: 'Custom Scan', tasks: 1 })
  return job!.Tasks[0]!['Remote Plan'].flat()[0]!.Plan
}

/** Tables that a plan reads, each with its condition. */
function scansOf(node: Node): { table: string; by: string }[] {
  const table = node['Relation Name']
  const isScan = table !== undefined && node['Node Type'].includes('Scan')
  const by = node['Index Cond'] ?? node['Recheck Cond'] ?? node['Node Type']
  return [...(isScan ? [{ table, by }] : []), ...(node.Plans ?? []).flatMap(scansOf)]
}

// A shard holds so few of these rows that a scan of all of them would be right.
const onNodes = isCluster
  ? `set local citus.propagate_set_commands = 'local'; set local enable_seqscan = off`
  : 'set local enable_seqscan = on'

describe(`R43 beside ${others * each} rows of others`, () => {
  let client: pg.Client

  beforeAll(async () => {
    const database = await migratedDatabase()
    const rows = `generate_series(1, ${others}) as u cross join lateral (select md5(u::text)::uuid as k) as key`
    const ofEach = `${rows} cross join generate_series(1, ${each}) as n`
    await asSuperuser(
      database,
      [
        `insert into ilab_memory.user_state (user_key, user_id, analyzer) select k, u, 'english-1' from ${rows}`,
        `insert into ilab_memory.session select k, 1, 's', 0, null, 0, null, false from ${rows}`,
        `insert into ilab_memory.observation select k, n, 1, 'pattern', 'Note', 'words', 't/' || n, 1, n, n, n from ${ofEach}`,
        `insert into ilab_memory.version select k, n, 1, 1, 64, n, n, 'pattern', null, 'Note', 'words' from ${ofEach}`,
        `insert into ilab_memory.document_chunk select k, n, 'x' from ${rows} cross join generate_series(0, 1) as n`,
        `insert into ilab_memory.posting select k, chr(97 + n % 26) || n, 0, 'x' from ${ofEach}`,
        `insert into ilab_memory.keyed_save select k, n, decode(md5(n::text), 'hex'), null, n, 'created', 1 from ${ofEach}`,
        `insert into ilab_memory.thread select k, n, 't/' || n, 1, 33 from ${rows} cross join generate_series(1, 20) as n`,
        `insert into ilab_memory.thread_item select k, 1, n, 0, '1' from ${ofEach}`,
        `insert into ilab_memory.thread_append select k, n, decode(md5(n::text), 'hex'), null, 1, n, 1, n from ${ofEach}`,
        `insert into ilab_memory.vector select k, n, 'x' from ${ofEach}`,
        `insert into ilab_memory.journal select k, n, 1, 'get', array[n], null, null from ${ofEach}`,
        'analyze',
      ].join('; '),
    )
    client = new pg.Client(urlOf(database, applicationRole))
    await client.connect()
  }, 120_000)

  afterAll(() => client?.end())

  async function scansOfPlan(
    name: string,
    text: string,
    values: readonly unknown[],
  ): Promise<{ by: string }[]> {
    const userKey = userKeyOf('alice')
    await client.query(`begin; ${onNodes}`)
    await client.query(`set local ilab_memory.user_key = '${userKey}'`)
    try {
      const { rows } = await client.query({
        text: `explain (format json) ${text}`,
        name: `plan_${name}`,
        values: [userKey, ...values],
      })
      const [{ Plan: plan }] = (rows[0] as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN']
      return scansOf(planOfRows(plan))
    } finally {
      await client.query('rollback')
    }
  }

  test.each(Object.keys(statements) as StatementName[])(
    '%s reads rows of the user only, by index',
    async (name) => {
      const scans = await scansOfPlan(name, statements[name], parameters[name])
      expect(scans.filter(({ by }) => !by.includes('user_key = '))).toEqual([])
    },
  )

  test('what a write reads as one statement reads rows of the user only, by index', async () => {
    const names: StatementName[] = [
      'sessionsForWrite',
      'lastChunk',
      'chunksOfTopics',
      'keyedSavesForWrite',
      'findByDigests',
      'findByTopics',
      'findProposals',
      'findTopicsOf',
      'findByIds',
      'findByBatch',
    ]
    const reads = names.map((name): Read => [name, ...parameters[name]])
    const { name, text } = new StatementsTogether(statements).of(reads)
    const scans = await scansOfPlan(
      name,
      text,
      names.flatMap((read) => parameters[read]),
    )
    expect(scans.length).toBeGreaterThan(names.length)
    expect(scans.filter(({ by }) => !by.includes('user_key = '))).toEqual([])
  })
})
