import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import type { MemoryOfUsers } from '../../src/index.ts'
import { patience } from '../fault/rounds.ts'
import { storeSubjects } from '../stores-under-test.ts'

const quota = 10_000
const hour = 3_600_000

const size = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20_000 }))
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('save'), size }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('revise'), size }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('saveUnderKey'), size }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('endSession'), size }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('summarize'), size }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('import'), size }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('startLater'), size }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('forget'), size }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('updateSession'), size }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('forgetSession'), size }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('append'), size }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('appendUnderKey'), size }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('pop'), size }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('clear'), size }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A memory under the quota, and one without any to import from. */
interface World {
  readonly user: UserMemory
  readonly sources: MemoryOfUsers
  readonly time: { now: number }
  /** Steps taken, for texts of their own. */
  count: number
}

async function take(world: World, { does, size: length }: Step): Promise<unknown> {
  const { user, time } = world
  world.count++
  const content = `${world.count} ${'x'.repeat(length)}`
  const draft = { type: 'discovery', title: 'Note', content }
  const thread = user.thread(`thread ${length % 3}`)
  switch (does) {
    case 'save':
      return user.save(draft)
    case 'revise':
      time.now += 30 * hour
      return user.save({ ...draft, topicKey: `topic/${length % 3}` })
    case 'saveUnderKey':
      return user.save({ ...draft, content: 'the same' }, { idempotencyKey: `key-${world.count}` })
    case 'endSession':
      return user.endSession(content)
    case 'summarize':
      return user.summarizeSession(content)
    case 'import': {
      const source = world.sources.forUser(`source-${world.count}`)
      for (let session = 0; session < 1 + (length % 40); session++) {
        await source.startSession()
        await source.endSession(`${session} ${'y'.repeat(length % 1_000)}`)
      }
      return user.import(source.export())
    }
    case 'startLater':
      time.now += 30 * hour
      return user.startSession()
    case 'updateSession':
    case 'forgetSession': {
      const completed = (await user.listSessions()).sessions.filter(({ endedAt }) => endedAt !== null)
      const session = completed[length % Math.max(1, completed.length)]
      if (session === undefined) return null
      if (does === 'forgetSession') return user.forgetSession(session.id)
      return user.updateSession(session.id, { summary: content })
    }
    case 'append':
      return thread.append([content, { content }])
    case 'appendUnderKey':
      return thread.append([content], { idempotencyKey: `append-${world.count}` })
    case 'pop':
      return thread.pop()
    case 'clear':
      return thread.clear()
    default:
      return user.forget(1 + (length % 10))
  }
}

/** UTF-8 bytes of every text that an export holds, and 32 for each item of a thread. */
async function exportedBytes(user: UserMemory): Promise<number> {
  let bytes = 0
  const threads = new Set<string>()
  for await (const line of user.export()) {
    const record = JSON.parse(line) as Record<string, unknown>
    if (record['kind'] === 'thread_item') {
      threads.add(record['thread'] as string)
      bytes += 32 + Buffer.byteLength(JSON.stringify(record['item']))
    }
    for (const field of ['title', 'content', 'topic_key', 'summary']) {
      const text = record[field]
      if (typeof text === 'string') bytes += Buffer.byteLength(text)
    }
  }
  return bytes + [...threads].join('').length
}

const subjects = storeSubjects().slice(0, 2)

describe.each(subjects)('a quota of 10,000 bytes on $name', ({ open }) => {
  async function newWorld(): Promise<World & { close: () => Promise<void> }> {
    const time = { now: 1_800_000_000_000 }
    const memory = new ILabMemory(await open(), { clock: () => time.now, quota: { bytes: quota } })
    const sources = new ILabMemory(await open(), { clock: () => time.now })
    const close = async (): Promise<void> => {
      await memory.close()
      await sources.close()
    }
    return { user: memory.forUser('ada'), sources, time, count: 0, close }
  }

  test(
    'is kept by every sequence of calls',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
          const world = await newWorld()
          try {
            for (const taken of steps) {
              const before = await world.user.stats()
              try {
                await take(world, taken)
              } catch (error) {
                expect(error).toMatchObject({
                  code: expect.stringMatching(/quota_exceeded|no_active_session/),
                })
                if (taken.does !== 'import') expect(await world.user.stats()).toEqual(before)
              }
              expect((await world.user.stats()).bytes).toBeLessThanOrEqual(quota + 64)
            }
            const { bytes, sessions } = await world.user.stats()
            const texts = await exportedBytes(world.user)
            expect(texts).toBeLessThanOrEqual(12_000)
            const keyed = bytes - texts - 64 * sessions
            expect([keyed % 64, keyed >= 0]).toEqual([0, true])
          } finally {
            await world.close()
          }
        }),
        // Shrinking a failure ends before the test does, so that the failure is what is reported.
        { numRuns: 25, interruptAfterTimeLimit: patience / 2, markInterruptAsFailure: true },
      )
    },
    patience,
  )

  test('refuses long summaries, and sessions do not pile up as time passes', async () => {
    const world = await newWorld()
    onTestFinished(() => world.close())
    for (let round = 0; round < 100; round++) {
      await world.user.startSession()
      await expect(world.user.endSession('s'.repeat(20_000))).rejects.toMatchObject({
        code: 'quota_exceeded',
      })
    }
    expect(await world.user.stats()).toMatchObject({ sessions: 1, bytes: 64 })
    for (let round = 0; round < 200; round++) await take(world, { does: 'startLater', size: 1 })
    const { bytes, sessions } = await world.user.stats()
    expect(bytes).toBeLessThanOrEqual(quota)
    expect(sessions).toBeLessThan(200)
    for (let round = 0; round < 200; round++) await take(world, { does: 'startLater', size: 1 })
    expect((await world.user.stats()).sessions).toBe(sessions)
  })
})
