import { expect, test } from 'vitest'
import { storeSubject, storeSubjects } from '../stores-under-test.ts'

const isPostgres = process.env['ILAB_TEST_STORES'] === 'postgres'
const expected = isPostgres
  ? ['plain arrays', 'PostgreSQL']
  : [
      'plain arrays',
      'one SQLite file',
      'one SQLite file per user',
      'one SQLite file in a worker',
      'one SQLite file with two readers',
      'one SQLite file per user in two workers',
      'plain maps under the engine',
    ]
const subjects = storeSubjects()

test(`the contracts run on ${expected.length} stores: ${expected.join(', ')}`, () => {
  expect(subjects.map((store) => store.name)).toEqual(expected)
})

test('a store that this run does not test cannot be picked', () => {
  expect(() => storeSubject(isPostgres ? 'one SQLite file' : 'PostgreSQL')).toThrow('no store called')
})

test.each(subjects)('$name opens, and keeps what it is given', async ({ open }) => {
  await using store = await open()
  const context = { now: 0, newSessionId: 'session', sessionTimeoutMs: 1, quota: {}, keptVersions: 20 }
  await store.startSession('user', context, {
    memories: 1,
    sessions: 1,
    weights: { recency: 1, revision: 0, typePriority: 0 },
    typePriorities: {},
    otherPriority: 0,
    halfLifeDays: 1,
    revisionCap: 1,
  })
  expect((await store.readStats('user', 0)).sessions).toBe(1)
})
