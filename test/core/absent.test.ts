import * as z from 'zod'
import { expect, test } from 'vitest'
import { parseInput, parseOptions, withoutAbsent } from '../../src/core/input/input.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../src/testing/index.ts'

const schema = z.strictObject({
  text: z.string().optional(),
  inner: z.strictObject({ count: z.int().default(3) }).default({ count: 4 }),
  cleared: z.string().nullable(),
})

test.each([null, undefined])('an optional field that is %s is not given, at any depth', (absent) => {
  expect(parseInput(schema, { text: absent, inner: { count: absent }, cleared: null }, 'x')).toEqual({
    inner: { count: 3 },
    cleared: null,
  })
  expect(parseInput(schema, { inner: absent, cleared: 'a' }, 'x')).toEqual({
    inner: { count: 4 },
    cleared: 'a',
  })
  expect(() => parseInput(schema, { cleared: null, other: absent }, 'x')).toThrow(/does not take/)
  expect(() => parseInput(schema, { cleared: undefined }, 'x')).toThrow(/^cleared: is missing/)
  expect(parseOptions(z.strictObject({}), absent, 'x')).toEqual({})
})

test('an optional field that is null is not given inside a list either', () => {
  const list = z.array(z.strictObject({ text: z.string().optional() })).optional()
  expect(parseInput(z.strictObject({ list }), { list: [{ text: null }, { text: 'a' }] }, 'x')).toEqual({
    list: [{}, { text: 'a' }],
  })
  const complete = [{ text: 'a' }]
  expect(withoutAbsent(list, complete)).toBe(complete)
})

test('what is complete is passed on as it is', () => {
  const given = { text: 'a', inner: { count: 1 }, cleared: null }
  expect(withoutAbsent(schema, given)).toBe(given)
  expect(Object.keys(withoutAbsent(schema, { text: null, ['__proto__']: 1 }) as object)).toEqual([
    '__proto__',
  ])
})

test.each([null, undefined])('the library takes %s for every optional field', async (absent) => {
  const none = absent as undefined
  await using memory = new ILabMemory(createReferenceStore(), {
    quota: none,
    search: { base: none },
    threads: none,
  })
  const alice = memory.forUser('alice')
  await alice.save(
    { type: 'profile', title: 'Name', content: 'Ada', topicKey: absent },
    { idempotencyKey: none },
  )
  await alice.save({ type: 'profile', title: 'Town', content: 'London' }, none)
  const options = { limit: none, types: none, typesExclude: none, minShare: none, full: none, session: none }
  expect(await alice.search('ada', { ...options, explain: none } as object)).toHaveLength(1)
  expect(await alice.search('ada', none)).toHaveLength(1)
  expect(
    (
      await alice.list({
        limit: none,
        cursor: absent,
        types: none,
        topicKeyPrefix: none,
        updatedBefore: none,
      })
    ).observations,
  ).toHaveLength(2)
  expect(await alice.timeline(1, { before: none, after: none })).toHaveLength(2)
  await alice.summarizeSession('Half way.', { idempotencyKey: none })
})
