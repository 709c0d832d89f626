import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { ILabMemory, MemoryError } from '../../src/index.ts'
import { userKeyOf } from '../../src/stores/postgres/user-key.ts'
import { parentOf, processesOf, whileStopped } from '../postgres/stopped.ts'
import { newPlace } from './schemas.ts'
import { clusterUrls } from './urls.ts'

/** Process of a worker on this machine that the tests may stop and let go on. */
const stoppable = Number(process.env['ILAB_CLUSTER_WORKER_PID'] ?? 0)

const note = (content: string) => ({ type: 'decision', title: 'Note', content }) as const

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof MemoryError ? error.code : String(error)),
  )

/** Returns the cluster's number of the node that the process is. */
async function groupOf(server: number): Promise<number> {
  for (const worker of clusterUrls().workers) {
    const client = new pg.Client(worker)
    await client.connect()
    try {
      const { rows } = await client.query(
        'select pg_backend_pid() as pid, groupid as group from pg_dist_local_group',
      )
      const [found] = rows as [{ pid: number; group: number }]
      if (parentOf(found.pid) === server) return found.group
    } finally {
      await client.end()
    }
  }
  throw new Error(`no worker has the process ${server} on this machine`)
}

describe.skipIf(stoppable === 0)('a node that hangs', () => {
  test('ends the calls of its users, and those of the other nodes go on', async () => {
    const { schema, owner } = await newPlace()
    await using memory = await ILabMemory.fromPostgres(clusterUrls().application, {
      schema,
      connections: 4,
      retryForMs: 5_000,
    })
    const hung = await groupOf(stoppable)
    const [there, elsewhere]: [string[], string[]] = [[], []]
    for (let i = 0; there.length < 8 || elsewhere.length < 8; i++) {
      const { rows } = await owner.query(
        `select groupid from pg_dist_placement
          where shardid = get_shard_id_for_distribution_column('${schema}.user_state', $1::uuid)`,
        [userKeyOf(`user-${i}`)],
      )
      const [{ groupid }] = rows as [{ groupid: number }]
      ;(groupid === hung ? there : elsewhere).push(`user-${i}`)
    }
    const users = [...there, ...elsewhere]
    for (const userId of users) await memory.forUser(userId).save(note('before'))

    const [ofHung, ofOthers] = await whileStopped(processesOf(stoppable), () =>
      Promise.all([
        Promise.all(
          there.flatMap((userId) => [
            codeOf(memory.forUser(userId).save(note('meanwhile'))),
            codeOf(memory.forUser(userId).search('before')),
          ]),
        ),
        Promise.all(
          elsewhere.map(async (userId) => [
            await codeOf(memory.forUser(userId).save(note('meanwhile'))),
            await codeOf(memory.forUser(userId).search('before')),
          ]),
        ),
      ]),
    )
    expect(new Set(ofOthers.flat())).toEqual(new Set(['fine']))
    for (const code of ofHung) expect(['storage', 'busy']).toContain(code)

    for (const userId of users) {
      await memory.forUser(userId).save(note('after'))
      const { observations } = await memory.forUser(userId).list()
      const contents = observations.map(({ content }) => content)
      expect(new Set(contents).size).toBe(contents.length)
      expect(contents).toEqual(expect.arrayContaining(['before', 'after']))
      if (elsewhere.includes(userId)) expect(contents).toContain('meanwhile')
    }
  })
})
