import assert from 'node:assert/strict'
import type { UserMemory } from '../../core/user-memory.ts'
import { collect } from '../canonical.ts'
import type { MemoryCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { inWorld, memoryCase } from '../world.ts'

const note = { type: 'discovery', title: 'Ferry', content: 'Leaves at nine.' }
const topic = { ...note, topicKey: 'travel/ferry' }
const data = { z: 1, a: { deep: ['ü', null, true, 1.5, -2e-7], '': {} }, __proto__x: [[]], text: 'plain' }
const beside = { data, source: 'chat:42/turn:7', keywords: ['boat', 'Fähre nach Helsinki'], pinned: true }
const needs = ['fields'] as const

async function fieldsOf(memory: UserMemory, id = 1): Promise<object> {
  const found = await memory.get(id)
  assert.ok(found !== null)
  return { data: found.data, source: found.source, keywords: found.keywords, pinned: found.pinned }
}

/** Cases of what an observation holds beside its text. */
export const fieldCases: readonly MemoryCase[] = [
  memoryCase(
    'keeps data exactly, its source, keywords and pin',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...note, ...beside })
      assert.deepEqual(await fieldsOf(alice), beside)
      const [listed] = (await alice.list()).observations
      assert.equal(JSON.stringify(listed?.data), JSON.stringify(data))
      assert.deepEqual(await alice.timeline(1), [listed])
      await alice.save({
        ...note,
        title: 'Odd',
        data: JSON.parse('{"__proto__":{"b":1},"a\\u0000":"\\ud800"}') as object,
      })
      assert.equal(JSON.stringify((await alice.get(2))?.data), '{"__proto__":{"b":1},"a\\u0000":"\\ud800"}')
    },
    { needs },
  ),

  memoryCase(
    'takes metadata for data, and not both',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...note, metadata: { a: 1 } })
      assert.deepEqual((await alice.get(1))?.data, { a: 1 })
      await alice.update(1, { metadata: { a: 2 } })
      assert.deepEqual((await alice.get(1))?.data, { a: 2 })
      await failsWith('invalid_input', () => alice.save({ ...note, data: {}, metadata: {} }))
    },
    { needs },
  ),

  memoryCase(
    'keeps beside the text what a revision does not give',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...topic, ...beside })
      const revised = await alice.save({ ...topic, content: 'Leaves at ten.', data: null, keywords: [] })
      assert.deepEqual([revised.outcome, revised.revision], ['updated', 2])
      assert.deepEqual(await fieldsOf(alice), beside)
      await alice.save({ ...topic, content: 'Leaves at ten.', data: { a: 1 }, pinned: false })
      assert.deepEqual(await fieldsOf(alice), { ...beside, data: { a: 1 }, pinned: false })
    },
    { needs },
  ),

  memoryCase(
    'takes away what an update sets to null',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...note, ...beside })
      assert.equal((await alice.update(1, { data: { a: 1 } }))?.outcome, 'updated')
      assert.deepEqual(await fieldsOf(alice), { ...beside, data: { a: 1 } })
      assert.equal((await alice.update(1, { pinned: true }))?.outcome, 'deduped')
      await alice.update(1, { data: null, source: null, keywords: null, pinned: false })
      assert.deepEqual(await fieldsOf(alice), { data: null, source: null, keywords: [], pinned: false })
      assert.deepEqual(await alice.search('boat'), [])
      await alice.update(1, { keywords: ['one', 'two'], source: 'import:chatgpt' })
      await alice.update(1, { keywords: [] })
      const left = { data: null, source: 'import:chatgpt', keywords: [], pinned: false }
      assert.deepEqual(await fieldsOf(alice), left)
    },
    { needs: ['fields', 'exactInput'] },
  ),

  memoryCase(
    'recognises what says the same, with the same data and keywords',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...note, ...beside, pinned: false })
      const outcomeOf = async (changes: object): Promise<unknown> => {
        const { id, outcome } = await alice.save({ ...note, ...changes })
        return [id, outcome]
      }
      assert.deepEqual(await outcomeOf({}), [1, 'deduped'])
      assert.deepEqual(await outcomeOf({ data, keywords: beside.keywords }), [1, 'deduped'])
      assert.deepEqual(await outcomeOf({ source: 'another' }), [1, 'deduped'])
      assert.equal((await alice.get(1))?.source, beside.source)
      assert.deepEqual(await outcomeOf({ pinned: true }), [1, 'updated'])
      assert.deepEqual(await outcomeOf({ data: { a: 1 } }), [2, 'created'])
      assert.deepEqual(await outcomeOf({ data: { a: 1 }, keywords: ['boat'] }), [3, 'created'])
    },
    { needs },
  ),

  memoryCase(
    'finds an observation by a keyword alone, and by no data or source',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ ...note, ...beside, data: { zebra: 'giraffe' }, source: 'chat:lion' })
      for (const query of ['boat', 'helsinki', 'boats', 'Fähre', 'oa']) {
        const [found] = await alice.search(query)
        assert.equal(found?.id, 1, query)
        assert.equal(found.snippet, note.content)
        assert.deepEqual(found.highlights, [])
      }
      for (const query of ['zebra', 'giraffe', 'lion', 'gi']) assert.deepEqual(await alice.search(query), [])
      assert.deepEqual(await forUser('bob').search('boat'), [])
      await alice.forget(1)
      assert.deepEqual(await alice.search('boat'), [])
    },
    { needs },
  ),

  memoryCase('shows pinned observations first, the oldest first', async ({ forUser }) => {
    const alice = forUser('alice')
    for (let number = 1; number <= 12; number++)
      await alice.save({ ...note, content: `number ${number}`, pinned: number === 3 || number === 5 })
    const { memories } = await alice.startSession()
    assert.deepEqual(
      memories.slice(0, 2).map(({ id, pinned }) => [id, pinned]),
      [
        [3, true],
        [5, true],
      ],
    )
    assert.equal(memories.length, 10)
    assert.ok(memories.slice(2).every(({ pinned }) => !pinned))
    const { items } = await alice.context({ query: 'number 7' })
    assert.deepEqual(
      items.slice(0, 3).map(({ id, reason }) => [id, reason]),
      [
        [3, 'pinned'],
        [5, 'pinned'],
        [7, 'match'],
      ],
    )
    await alice.update(3, { pinned: false })
    assert.equal((await alice.startSession()).memories[0]?.id, 5)
    assert.equal((await alice.search('number 5'))[0]?.pinned, true)
  }),

  memoryCase(
    'redacts each text beside the content by itself',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const secret = '<private>canary</private>'
      const keyed = { [`a ${secret}`]: [`b ${secret}`, { c: 'open <private>canary' }], d: 'stays' }
      await alice.save({ ...note, data: keyed, source: `chat ${secret}`, keywords: ['safe', `k ${secret}`] })
      assert.deepEqual((await alice.get(1))?.data, {
        'a [REDACTED]': ['b [REDACTED]', { c: 'open [REDACTED]' }],
        d: 'stays',
      })
      await alice.update(1, { data: { [secret]: 1 }, source: secret, keywords: [secret] })
      const seen = JSON.stringify([await alice.get(1), await collect(alice.export())])
      assert.ok(!seen.includes('canary'), seen)
      assert.deepEqual(await alice.search('canary'), [])
    },
    { requirement: 'R20', needs },
  ),

  memoryCase(
    'refuses what JSON cannot hold, and what is too large',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const circle: Record<string, unknown> = {}
      circle['inner'] = circle
      const deep = JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`) as object
      const values = [undefined, () => 1, 1n, Number.NaN, Infinity, new Date(), new Map(), Symbol('a')]
      const bad: unknown[] = [
        [],
        circle,
        deep,
        ...values.map((a) => ({ b: [{ a }] })),
        { a: 'x'.repeat(70_000) },
      ]
      for (const each of bad)
        await failsWith('invalid_input', () => alice.save({ ...note, data: each as object }))
      for (const path of ['data.b.0.a'])
        await assert.rejects(alice.save({ ...note, data: { b: [{ a: 1n }] } }), { field: path })
      const many = Array.from({ length: 17 }, (_, number) => `word ${number}`)
      for (const keywords of [many, [' '], ['x'.repeat(101)]])
        await failsWith('invalid_input', () => alice.save({ ...note, keywords }))
      await failsWith('invalid_input', () => alice.save({ ...note, source: 'x'.repeat(256) }))
      await alice.save({ ...note, source: 'x'.repeat(255), keywords: many.slice(1), data: {} })
      assert.deepEqual((await alice.get(1))?.data, {})
    },
    { needs },
  ),

  memoryCase(
    'counts data, sources and keywords in the quota',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save(note)
      const { bytes } = await alice.stats()
      await alice.update(1, { data: { a: 'ü' }, source: 'so', keywords: ['ab'] })
      assert.equal((await alice.stats()).bytes, bytes + '{"a":"ü"}'.length + 1 + 2 + '["ab"]'.length)
      await failsWith('quota_exceeded', () => alice.update(1, { data: { a: 'x'.repeat(200) } }))
      await alice.update(1, { data: null, source: null, keywords: null })
      assert.equal((await alice.stats()).bytes, bytes)
    },
    {
      config: { quota: { bytes: 200 }, history: { revisions: 0 } },
      needs: ['fields', 'exactInput', 'unkeyedSaves'],
    },
  ),

  memoryCase(
    'moves with an export, and takes one of version 0.1',
    async (world, subject) => {
      const alice = world.forUser('alice')
      await alice.save({ ...topic, ...beside })
      await alice.save({ ...note, content: 'plain' })
      const lines = await collect(alice.export())
      await inWorld(subject, {}, async (other) => {
        await other.forUser('alice').import(lines)
        assert.deepEqual(await collect(other.forUser('alice').export()), lines)
        assert.equal((await other.forUser('alice').search('boat'))[0]?.id, 1)
        assert.equal((await other.forUser('alice').import(lines)).observations, 0)
        const old = lines.map(asOf01)
        await other.forUser('bob').import(old)
        const nothing = { data: null, source: null, keywords: [], pinned: false }
        assert.deepEqual(await fieldsOf(other.forUser('bob')), nothing)
      })
    },
    { needs: ['fields', 'transfer'] },
  ),

  memoryCase(
    'tells a keyed save with other data apart',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const options = { idempotencyKey: 'key' }
      const first = await alice.save({ ...note, ...beside }, options)
      assert.deepEqual(await alice.save({ ...note, ...beside }, options), first)
      for (const changes of [{ data: {} }, { source: 'x' }, { keywords: ['x'] }, { pinned: false }])
        await failsWith('invalid_input', () => alice.save({ ...note, ...beside, ...changes }, options))
    },
    { needs: ['fields', 'idempotency'] },
  ),
]

/** The line as version 0.1 wrote it. */
function asOf01(line: string): string {
  const fields = JSON.parse(line) as Record<string, unknown>
  for (const name of ['data', 'source', 'keywords', 'pinned']) delete fields[name]
  return JSON.stringify(fields)
}
