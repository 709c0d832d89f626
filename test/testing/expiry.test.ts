import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ILabMemory, type UserMemory } from '../../src/index.ts'
import { answersOf } from '../../src/testing/memory-contract/expiry/answers.ts'
import { outcomeOf } from '../../src/testing/canonical.ts'
import { isLong } from '../fault/rounds.ts'
import { storeSubjects } from '../stores-under-test.ts'

const begin = Date.UTC(2026, 0, 5)
const end = begin + 3_600_000

const word = fc.constantFrom(
  'ferry',
  'ferries',
  'harbour',
  'Tallinn',
  'train',
  'zeppelin',
  'seat',
  'I',
  '緑茶',
)
const words = fc.array(word, { minLength: 1, maxLength: 5 }).map((found) => found.join(' '))
const topics = ['t/a', 't/b', 'u']
const draft = fc.record({
  type: fc.constantFrom('decision', 'discovery', 'profile'),
  title: words,
  content: words,
  topicKey: fc.option(fc.constantFrom(...topics), { freq: 2 }),
  pinned: fc.boolean(),
  ends: fc.boolean(),
})
const asked = {
  ids: Array.from({ length: 14 }, (_, index) => index + 1),
  topics,
  queries: ['ferry to Tallinn', 'zepelin', 'harb', 'rr', '緑茶', 'seat train'],
}

type Draft = typeof draft extends fc.Arbitrary<infer Value> ? Value : never

/** Opens a memory with a clock in hand and counted session ids. */
async function openWith(
  open: (typeof storeSubjects extends () => readonly (infer Subject)[] ? Subject : never)['open'],
) {
  const clock = { now: begin }
  let sessions = 0
  const newSessionId = (): string => `session-${++sessions}`
  const memory = new ILabMemory(await open(), { clock: () => clock.now, newSessionId })
  return { memory, clock, alice: memory.forUser('alice') }
}

async function saveAll(user: UserMemory, drafts: readonly Draft[], expiresAt: number): Promise<void> {
  for (const { ends, ...given } of drafts) await user.save({ ...given, ...(ends ? { expiresAt } : {}) })
}

async function endingIds(user: UserMemory): Promise<number[]> {
  const { observations } = await user.list({ limit: 100 })
  return observations.filter(({ expiresAt }) => expiresAt !== null).map(({ id }) => id)
}

describe.each(storeSubjects().filter(({ hasThreads }) => isLong || hasThreads !== true))(
  'on $name',
  ({ open, isRemote }) => {
    const numRuns = (isLong ? 10 : 1) * (isRemote === true ? 8 : 20)

    test(
      'R60 a memory with expired rows answers as one where they were forgotten',
      { timeout: 120_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(draft, { minLength: 1, maxLength: 10 }),
            fc.array(draft, { maxLength: 3 }),
            async (drafts, more) => {
              const expiring = await openWith(open)
              const forgetting = await openWith(open)
              try {
                await saveAll(expiring.alice, drafts, end)
                await saveAll(forgetting.alice, drafts, end + 1e12)
                const ids = await endingIds(expiring.alice)
                for (const world of [expiring, forgetting]) world.clock.now = end
                for (const id of ids) await forgetting.alice.forget(id)
                expect(await answersOf(expiring.alice, asked)).toEqual(
                  await answersOf(forgetting.alice, asked),
                )
                for (const { ends: _, ...given } of more) {
                  const saved = await outcomeOf(() => expiring.alice.save(given))
                  expect(saved).toBe(await outcomeOf(() => forgetting.alice.save(given)))
                }
                expect(await answersOf(expiring.alice, asked)).toEqual(
                  await answersOf(forgetting.alice, asked),
                )
                await expiring.memory.sweep()
                expect(await answersOf(expiring.alice, asked)).toEqual(
                  await answersOf(forgetting.alice, asked),
                )
              } finally {
                await expiring.memory.close()
                await forgetting.memory.close()
              }
            },
          ),
          { numRuns },
        )
      },
    )
  },
)
