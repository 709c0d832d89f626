import { expect, test } from 'vitest'
import { isolationMatrix } from '../../src/testing/index.ts'
import { runnableOperations } from '../runnable-operations.ts'
import { memoryOver } from '../stores-under-test.ts'
import { Recorder, tellsCommands } from './recorder.ts'
import { newPlace, storesIn, type Place } from './schemas.ts'

const recorder = new Recorder()
const places: Place[] = []
const open = storesIn(async () => {
  const place = await newPlace(tellsCommands)
  recorder.watch(place.pool)
  places.push(place)
  return place
})

/** The range of users that each shard holds, by its number: shards of one range lie on one node. */
async function rangesOf({ owner }: Place): Promise<Map<number, string>> {
  const { rows } = await owner.query(
    'select shardid as shard, shardminvalue as range from pg_dist_shard where shardminvalue is not null',
  )
  return new Map(
    (rows as { shard: string; range: string }[]).map(({ shard, range }) => [Number(shard), range]),
  )
}

// Those that need nothing of a store look at the table of rows only.
test.for(isolationMatrix(runnableOperations).filter(({ needs }) => needs.length > 0))(
  'every transaction reaches one shard group of one node, without a detour: $name',
  async ({ run }) => {
    recorder.sent.length = 0
    await run(memoryOver({ open }))
    const ranges = await rangesOf(places[0]!)
    const isOutside = ({ nodes, shards, detours }: (typeof recorder.sent)[number]): boolean =>
      nodes.size !== 1 ||
      new Set([...shards].map((shard) => ranges.get(shard))).size !== 1 ||
      detours.length > 0
    expect(recorder.sent.filter(isOutside)).toEqual([])
    expect(recorder.sent.length).toBeGreaterThan(3)
  },
)

test('a transaction of two shard groups would be seen', async () => {
  const { pool, schema } = places[0]!
  recorder.sent.length = 0
  const client = await pool.connect()
  try {
    await client.query(`begin; set local citus.propagate_set_commands = 'local'`)
    await client.query(`select count(*) from "${schema}".user_state`)
  } finally {
    await client.query('rollback')
    client.release()
  }
  expect(recorder.sent.some(({ shards }) => shards.size > 1)).toBe(true)
})
