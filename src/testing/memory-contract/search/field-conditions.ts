import assert from 'node:assert/strict'
import type { ListOptions, ObservationFilter } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { memoryCase, type World } from '../../world.ts'
import { idsUnder } from './filters.ts'

const tulips = { type: 'discovery', title: 'Ferry', content: 'The ferry brings tulips.' }

/** Observations with fields beside their text, each by a few of them. */
async function besides({ actor }: World, drafts: readonly object[]): Promise<UserMemory> {
  const alice = actor('alice')
  for (const [index, fields] of drafts.entries())
    await alice.save({ ...tulips, title: `Ferry ${index + 1}`, ...fields })
  return alice
}

/** Texts that a database may read in a way of its own. */
const odd = [
  '',
  'a"b',
  "a'b",
  '$',
  'ü😀',
  '\u0000',
  '\ud800',
  '%_',
  '\\',
  '__proto__',
  '<private>',
  'true',
  '1',
]
const scalars = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  1e21,
  5e-324,
  2 ** 53,
  2 ** 53 + 2,
  1.7e308,
  ...odd,
] as const

const needs = ['conditions', 'fields'] as const

/** The conditions on what an observation holds beside its text. */
export const fieldConditionCases: readonly MemoryCase[] = [
  memoryCase(
    'takes a beginning of the source, and pins, in a search and in a list',
    async (world) => {
      const sources = ['chat:42/turn:7', 'chat:42', 'chat:4', 'Chat:42', 'import:chatgpt', null]
      const alice = await besides(
        world,
        sources.map((source, index) => ({ source, pinned: index % 2 === 0 })),
      )
      const under = (filter: ObservationFilter) => idsUnder(alice, filter)
      assert.deepEqual(await under({ source: 'chat:42' }), [1, 2])
      assert.deepEqual(await under({ source: 'chat:' }), [1, 2, 3])
      assert.deepEqual(await under({ source: 'chat_' }), [])
      assert.deepEqual(await under({ pinned: true }), [1, 3, 5])
      assert.deepEqual(await under({ pinned: false }), [2, 4, 6])
      assert.deepEqual(await under({ pinned: true, source: 'chat', types: ['discovery'] }), [1, 3])
      assert.deepEqual(await alice.forgetAll({ source: 'chat:', pinned: false }), { forgotten: 1 })
      assert.deepEqual(await under({}), [1, 3, 4, 5, 6])
      for (const source of ['', ' ', 'x'.repeat(256)])
        await failsWith('invalid_input', () => alice.list({ source }))
    },
    { needs },
  ),

  memoryCase(
    'takes values at paths into the data, each of its own type',
    async (world) => {
      const alice = await besides(world, [
        { data: { ticket: { project: 'atlas', number: 1 }, confirmed: true } },
        { data: { ticket: { project: 'atlas', number: '1' }, confirmed: 1 } },
        { data: { 'ticket.project': 'atlas', ticket: 'atlas' } },
        { data: { ticket: [{ project: 'atlas' }], list: ['a'] } },
        { data: { note: '"project":"atlas"', ticket: { other: { project: 'atlas' } } } },
        { data: {} },
        {},
      ])
      const under = (data: ObservationFilter['data']) => idsUnder(alice, { data })
      assert.deepEqual(await under({ 'ticket.project': 'atlas' }), [1, 2])
      assert.deepEqual(await under({ 'ticket.project': 'atlas', 'ticket.number': 1 }), [1])
      assert.deepEqual(await under({ 'ticket.number': '1' }), [2])
      assert.deepEqual(await under({ confirmed: true }), [1])
      assert.deepEqual(await under({ confirmed: 1 }), [2])
      assert.deepEqual(await under({ ticket: 'atlas' }), [3])
      assert.deepEqual(await under({ 'ticket.0.project': 'atlas' }), [])
      assert.deepEqual(await under({ 'list.0': 'a' }), [])
      assert.deepEqual(await under({ 'list.length': 1 }), [])
      assert.deepEqual(await under({ 'ticket.missing': null }), [])
      assert.deepEqual(await under({ constructor: null }), [])
    },
    { needs },
  ),

  memoryCase(
    'finds every value and name that JSON can hold by itself alone',
    async (world) => {
      const names = odd.filter((name) => name !== '')
      const alice = await besides(world, [
        ...scalars.map((value) => ({ data: { value } })),
        ...names.map((name) => ({ data: Object.fromEntries([[name, { [name]: 1 }]]) })),
      ])
      const redacted = new Set<unknown>(['<private>'])
      for (const [index, value] of scalars.entries())
        if (!redacted.has(value)) assert.deepEqual(await listed(alice, { value }), [index + 1], String(index))
      for (const [index, name] of names.entries()) {
        const expected = redacted.has(name) ? [] : [scalars.length + index + 1]
        assert.deepEqual(await listed(alice, Object.fromEntries([[`${name}.${name}`, 1]])), expected, name)
      }
    },
    { needs },
  ),

  memoryCase(
    'lists what has the data a page at a time, and forgets it alone',
    async (world) => {
      const drafts = Array.from({ length: 11 }, (_, index) => ({
        // Each odd one holds the same text at another place.
        data: index % 2 === 0 ? { kind: 'even' } : { other: { kind: 'even' } },
      }))
      const alice = await besides(world, drafts)
      for (const order of ['oldest', 'newest'] as const) {
        const found: number[] = []
        const options: ListOptions = { order, limit: 2, data: { kind: 'even' } }
        for (let cursor: string | null = null; ;) {
          const page = await alice.list({ ...options, cursor })
          assert.ok(page.observations.length <= 2)
          found.push(...page.observations.map(({ id }) => id))
          cursor = page.nextCursor
          if (cursor === null) break
        }
        const even = [1, 3, 5, 7, 9, 11]
        assert.deepEqual(found, order === 'oldest' ? even : even.toReversed())
      }
      const { items } = await alice.context({ filter: { data: { kind: 'even' } } })
      assert.ok(items.every(({ id }) => id === null || id % 2 === 1))
      assert.deepEqual(await alice.forgetAll({ data: { kind: 'even' } }), { forgotten: 6 })
      assert.equal((await alice.stats()).observations, 5)
    },
    { needs },
  ),

  memoryCase(
    'refuses conditions on data that no data can meet or that are too many',
    async ({ actor }) => {
      const alice = actor('alice')
      const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`canary${index}`, 1]))
      for (const data of [
        {},
        { canary: undefined },
        { canary: [1] },
        { canary: { deep: 1 } },
        { canary: Number.NaN },
        { '': 1 },
        { 'canary..x': 1 },
        { '.canary': 1 },
        { ['ü'.repeat(128)]: 1 },
        { canary: 'x'.repeat(4_096) },
        many,
        ['canary'],
        'canary',
      ]) {
        const filter = { data } as ObservationFilter
        await failsWith('invalid_input', () => alice.list(filter), ['canary'])
        await failsWith('invalid_input', () => alice.search('ferry', filter), ['canary'])
        await failsWith('invalid_input', () => alice.context({ filter }), ['canary'])
        await failsWith('invalid_input', () => alice.forgetAll(filter), ['canary'])
      }
    },
    { needs },
  ),
]

async function listed(alice: UserMemory, data: ObservationFilter['data']): Promise<number[]> {
  return (await alice.list({ data, order: 'oldest' })).observations.map(({ id }) => id)
}
