import { describe, expect, test } from 'vitest'
import { ILabMemory, type Observation, type Session, type UserMemory } from '../../src/index.ts'
import { random, rounds, seed } from '../fault/rounds.ts'
import { freshPath } from './fresh-folder.ts'
import { expectIntact, expectTrueIndex } from './inspect.ts'

const hour = 3_600_000
const day = 24 * hour
const tenYears = 3_650 * day
const start = Date.UTC(2026, 4, 1, 12)

/** One user of a real file, with a clock that a test sets. */
class Jumping {
  readonly path = freshPath()
  now = start
  #memory: ILabMemory | null = null

  async user(): Promise<UserMemory> {
    this.#memory ??= await ILabMemory.fromPath(this.path, { clock: () => this.now })
    return this.#memory.forUser('alice')
  }

  async reopen(): Promise<UserMemory> {
    await this.close()
    return this.user()
  }

  async close(): Promise<void> {
    await this.#memory?.close()
    this.#memory = null
  }
}

async function pagesOf(user: UserMemory, limit: number): Promise<Observation[]> {
  const listed: Observation[] = []
  let cursor: string | null = null
  do {
    const page = await user.list({ limit, cursor })
    listed.push(...page.observations)
    cursor = page.nextCursor
  } while (cursor !== null)
  return listed
}

async function sessionsOf(user: UserMemory): Promise<Session[]> {
  const lines = await Array.fromAsync(user.export())
  const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  return records
    .filter(({ kind }) => kind === 'session')
    .map(
      (session) => ({ ...session, startedAt: session['started_at'], endedAt: session['ended_at'] }) as never,
    )
}

/** Every view of the history shows the same total order. */
async function expectOneOrder(user: UserMemory): Promise<Observation[]> {
  const { observations: kept } = await user.list({ limit: 1_000 })
  const newestFirst = kept.toSorted(
    (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id,
  )
  expect(kept).toEqual(newestFirst)
  for (const limit of [1, 3]) expect(await pagesOf(user, limit)).toEqual(kept)
  const ascending = kept.toReversed()
  for (const [i, { id }] of ascending.entries()) {
    const around = ascending.slice(Math.max(0, i - 2), i + 3)
    expect(await user.timeline(id, { before: 2, after: 2 })).toEqual(around)
  }
  return kept
}

async function expectSoundScores(user: UserMemory): Promise<void> {
  const { results } = await user.search('ferries note', { limit: 1_000, explain: true })
  const { memories } = await user.startSession()
  expect(results.length).toBeGreaterThan(0)
  const shares = results.flatMap(({ score, parts }) => [score, ...Object.values(parts)])
  expect(
    [...shares, ...memories.map(({ score }) => score)].filter((share) => !(share >= 0 && share <= 1)),
  ).toEqual([])
}

async function expectSoundSessions(user: UserMemory): Promise<void> {
  const sessions = await sessionsOf(user)
  expect(sessions.filter(({ endedAt }) => endedAt === null).length).toBeLessThanOrEqual(1)
  expect(sessions.filter(({ startedAt, endedAt }) => endedAt !== null && endedAt < startedAt)).toEqual([])
  expect(sessions.filter(({ status, endedAt }) => (status === 'active') !== (endedAt === null))).toEqual([])
}

/** The history survives a move to another file, to the byte. */
async function expectSameElsewhere(user: UserMemory): Promise<void> {
  const lines = await Array.fromAsync(user.export())
  await using other = await ILabMemory.fromPath(freshPath())
  await other.forUser('alice').import(lines)
  expect(await Array.fromAsync(other.forUser('alice').export())).toEqual(lines)
}

const note = (content: string) => ({ type: 'discovery', title: 'Note', content: `${content} about ferries` })

describe('R34 when the clock goes a day back, ten years forward and back again', () => {
  test('order, pages, scores and exports stay sound, across reopening too', async () => {
    const jumping = new Jumping()
    let user = await jumping.user()
    for (const [i, jump] of [0, -day, tenYears, -tenYears, day].entries()) {
      jumping.now += jump
      for (let n = 0; n < 4; n++) await user.save(note(`jump ${i}, number ${n}`))
      await user.save({ ...note(`jump ${i}`), topicKey: 'jumps/last' })
      const kept = await expectOneOrder(user)
      await expectSoundScores(user)
      await expectSoundSessions(user)
      await expectSameElsewhere(user)
      user = await jumping.reopen()
      expect(await expectOneOrder(user)).toEqual(kept)
    }
    const revised = (await user.list({ topicKeyPrefix: 'jumps/' })).observations
    expect(revised).toMatchObject([{ revision: 5, content: expect.stringContaining('jump 4') }])
    expect(revised[0]!.updatedAt >= revised[0]!.createdAt).toBe(true)
    await jumping.close()
    expectIntact(jumping.path)
    expectTrueIndex(jumping.path)
  })

  test('a session goes on after a jump back, closes after one forward, and none lives forever', async () => {
    const jumping = new Jumping()
    const begun = await (await jumping.user()).startSession()
    jumping.now -= day
    expect((await (await jumping.reopen()).save(note('a day early'))).sessionId).toBe(begun.sessionId)
    jumping.now += tenYears
    const future = await (await jumping.reopen()).startSession()
    expect(future).toMatchObject({ isNew: true, sessionsContext: [{ sessionId: begun.sessionId }] })
    jumping.now -= tenYears
    expect((await (await jumping.reopen()).save(note('back again'))).sessionId).toBe(future.sessionId)
    jumping.now += day
    expect((await (await jumping.reopen()).startSession()).sessionId).toBe(future.sessionId)
    // The ten years that the session was opened ahead do not keep it open.
    jumping.now += day + 1
    const user = await jumping.reopen()
    expect((await user.startSession()).isNew).toBe(true)
    await expectSoundSessions(user)
    await expectSameElsewhere(user)
    await jumping.close()
  })
})

describe(`R34 a clock that jumps at random (seed ${seed})`, () => {
  const jumps = [0, 1, hour, -hour, day - hour, -day, 2 * day, tenYears, -tenYears]

  test.each(Array.from({ length: rounds(2) }, (_, i) => seed + i))('history %i stays sound', async (from) => {
    const next = random(from)
    const pick = (limit: number): number => Math.floor(next() * limit)
    const jumping = new Jumping()
    let lastActivity: number | null = null
    let session = ''
    for (let step = 0; step < 60; step++) {
      jumping.now += jumps[pick(jumps.length)]!
      const user = pick(8) === 0 ? await jumping.reopen() : await jumping.user()
      const goesOn = lastActivity !== null && jumping.now - lastActivity <= day
      const draft = { ...note(`step ${step}`), ...(pick(3) === 0 ? { topicKey: `jumps/${pick(3)}` } : {}) }
      const sessionId =
        pick(3) === 0 ? (await user.startSession()).sessionId : (await user.save(draft)).sessionId!
      expect(sessionId === session).toBe(goesOn)
      session = sessionId
      lastActivity = jumping.now
      if (pick(9) === 0) {
        await user.endSession('over')
        lastActivity = null
      }
      if (pick(9) === 0) await user.forget((await user.list({ limit: 1 })).observations[0]?.id ?? 1)
    }
    const user = await jumping.reopen()
    await expectOneOrder(user)
    await expectSoundSessions(user)
    await expectSameElsewhere(user)
    await expectSoundScores(user)
    await jumping.close()
    expectIntact(jumping.path)
    expectTrueIndex(jumping.path)
  })
})
