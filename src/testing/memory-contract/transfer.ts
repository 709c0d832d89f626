import assert from 'node:assert/strict'
import type { UserMemory } from '../../core/user-memory.ts'
import { collect } from '../canonical.ts'
import type { MemoryCase, MemorySubject } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { day, hour, inWorld, memoryCase, type CaseOptions, type World } from '../world.ts'

/** `export` and `import`: nothing is lost, nothing is doubled. */
export const transferCases: readonly MemoryCase[] = [
  transferCase('exports lines of JSON, one record each', async (world) => {
    const lines = await collect((await lived(world)).export())
    assert.ok(lines.length > 5)
    for (const line of lines) {
      assert.equal(typeof JSON.parse(line), 'object')
      assert.ok(!/[\r\n]/.test(line), 'a record spans lines')
    }
  }),

  transferCase('exports the same bytes after an import into an empty memory', async (world, subject) => {
    const lines = await collect((await lived(world)).export())
    await inWorld(subject, {}, async (other) => {
      other.clock.now = world.clock.now + day
      const alice = other.forUser('alice')
      const counts = await alice.import(lines)
      const { observations, sessions } = await world.forUser('alice').stats()
      assert.deepEqual(counts, { observations, sessions, threadItems: 0, unchanged: 0 })
      assert.deepEqual(await collect(alice.export()), lines)
      const { bytes: importedBytes, ...imported } = await alice.stats()
      const { bytes, ...original } = await world.forUser('alice').stats()
      assert.deepEqual(imported, original)
      // Remembered keyed saves count 64 bytes each and are not exported. A client may give each save a key.
      assert.equal(importedBytes, bytesOf(lines))
      assert.ok(bytesOfKeys.includes(bytes - importedBytes), `${bytes} and ${importedBytes} bytes`)
      assert.deepEqual(await alice.list(), await world.forUser('alice').list())
      other.clock.now = world.clock.now
      assert.deepEqual(await alice.search('red theme'), await world.forUser('alice').search('red theme'))
    })
  }),

  transferCase('changes nothing when the same is imported again', async (world, subject) => {
    const lines = await collect((await lived(world)).export())
    await inWorld(subject, {}, async (other) => {
      const alice = other.forUser('alice')
      const first = await alice.import(lines)
      const second = await alice.import(lines)
      assert.deepEqual(second, {
        observations: 0,
        sessions: 0,
        threadItems: 0,
        unchanged: first.observations + first.sessions,
      })
      assert.deepEqual(await collect(alice.export()), lines)
    })
  }),

  transferCase('changes nothing when an export comes back to where it is from', async (world) => {
    const alice = await lived(world)
    const lines = await collect(alice.export())
    const { observations, sessions } = await alice.stats()
    assert.deepEqual(await alice.import(lines), {
      observations: 0,
      sessions: 0,
      threadItems: 0,
      unchanged: observations + sessions,
    })
    assert.deepEqual(await collect(alice.export()), lines)
  }),

  transferCase('brings back the same bytes after an erasure', async (world) => {
    const alice = await lived(world)
    const lines = await collect(alice.export())
    await alice.erase()
    await alice.import(lines)
    assert.deepEqual(await collect(alice.export()), lines)
  }),

  transferCase('gives no id of a forgotten observation away after an import', async (world, subject) => {
    const alice = await lived(world)
    const last = await alice.save({ type: 'pattern', title: 'Last', content: 'to be forgotten' })
    await alice.forget(last.id)
    const lines = await collect(alice.export())
    await inWorld(subject, {}, async (other) => {
      await other.forUser('alice').import(lines)
      const saved = await other.forUser('alice').save({ type: 'pattern', title: 'Next', content: 'one' })
      assert.equal(saved.id, last.id + 1)
    })
  }),

  transferCase(
    'imports under the user who imports, whoever exported',
    async (world) => {
      const lines = await collect((await lived(world)).export())
      const carol = world.forUser('carol')
      const before = await collect(world.forUser('alice').export())
      await carol.import(lines)
      const { observations } = await carol.list({ limit: 50 })
      assert.equal(observations.length, (await world.forUser('alice').stats()).observations)
      assert.ok(observations.every(({ userId }) => userId === 'carol'))
      assert.deepEqual(await collect(world.forUser('alice').export()), before)
    },
    { requirement: 'R7' },
  ),

  transferCase('adds to what is there, under ids that are free', async (world) => {
    const lines = await collect((await lived(world)).export())
    const carol = world.forUser('carol')
    await carol.save({ type: 'profile', title: 'Carol', content: 'was here first' })
    await carol.import(lines)
    assert.equal((await carol.get(1))?.title, 'Carol')
    assert.equal((await carol.stats()).observations, (await world.forUser('alice').stats()).observations + 1)
    assert.equal((await carol.search('first'))[0]?.id, 1)
  }),

  transferCase('takes the lines one by one as they come', async (world) => {
    const alice = await lived(world)
    const { observations } = await alice.stats()
    const counts = await world.forUser('carol').import(alice.export())
    assert.equal(counts.observations, observations)
  }),

  transferCase('imports nothing from nothing', async ({ forUser }) => {
    assert.deepEqual(await forUser('alice').import([]), {
      observations: 0,
      sessions: 0,
      threadItems: 0,
      unchanged: 0,
    })
    assert.deepEqual(await collect(forUser('alice').export()), await collect(forUser('nobody').export()))
  }),

  transferCase(
    'redacts what is imported',
    async (world) => {
      const lines = await collect((await lived(world)).export())
      const edited = lines.map((line) => line.replaceAll('tulips', '<private>canary</private>'))
      const carol = world.forUser('carol')
      await carol.import(edited)
      const exported = (await collect(carol.export())).join('\n')
      assert.ok(exported.includes('[REDACTED]') && !exported.includes('canary'), 'private text came through')
    },
    { requirement: 'R20' },
  ),

  transferCase(
    'refuses lines that are no records, without repeating them',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const bad = [
        'canary',
        '{"canary":',
        '[]',
        'null',
        '7',
        '{}',
        '{"kind":"canary"}',
        '{"kind":"observation"}',
      ]
      for (const line of bad) await failsWith('invalid_input', () => alice.import([line]), ['canary'])
      assert.equal((await alice.stats()).observations, 0)
    },
    { requirement: 'R24' },
  ),

  transferCase(
    'refuses an observation whose fields are not what they must be',
    async (world) => {
      const lines = await collect((await lived(world)).export())
      const first = lines.find((line) => line.includes('"title"')) ?? ''
      const broken = [
        first.replace(/"id":\d+/, '"id":-1'),
        first.replace(/"id":\d+/, '"id":1.5'),
        first.replace(/("created_?at"):"[^"]*"/i, '$1:"canary"'),
        first.replace(/"title":"[^"]*"/, '"title":7'),
        first.replace(/("revision"):\d+/i, '$1:0'),
      ]
      for (const line of broken) {
        assert.notEqual(line, first)
        await failsWith('invalid_input', () => world.forUser('carol').import([line]), ['canary'])
      }
    },
    { requirement: 'R24' },
  ),
]

/** Bytes that the keys of at most six writes may count for. */
const bytesOfKeys = [0, 1, 2, 3, 4, 5, 6].map((saves) => 64 * saves)

/** Bytes that the records of an export count for. */
function bytesOf(lines: readonly string[]): number {
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const texts = records.flatMap(({ title, content, topic_key: topicKey, summary }) =>
    [title, content, topicKey, summary].filter((text) => typeof text === 'string'),
  )
  const rows = records.filter(({ kind }) => kind === 'session' || kind === 'version').length
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 64 * rows)
}

function transferCase(
  name: string,
  body: (world: World, subject: MemorySubject) => Promise<void>,
  options: CaseOptions = {},
): MemoryCase {
  return memoryCase(name, body, { ...options, needs: ['clock', 'transfer'] })
}

/** Alice after a few days: revisions, ended and left sessions, a gap in the ids, text of every kind. */
async function lived({ actor, clock }: World): Promise<UserMemory> {
  const alice = actor('alice')
  await alice.save({ type: 'preference', title: 'Theme', content: 'dark', topicKey: 'ui/theme' })
  await alice.save({ type: 'preference', title: 'Theme', content: 'dark red', topicKey: 'ui/theme' })
  await alice.save({
    type: 'profile',
    title: 'Line\nbreaks',
    content: 'and "quotes", \\ and \u2028 and 😀 and ünïcödé',
  })
  clock.advance(hour)
  await alice.endSession('Chose a theme.')
  await alice.save({ type: 'decision', title: 'Garden', content: 'red tulips along the path' })
  await alice.forget((await alice.save({ type: 'decision', title: 'Gone', content: 'gone' })).id)
  clock.advance(2 * day)
  await alice.startSession()
  await alice.summarizeSession('Came back.')
  return alice
}
