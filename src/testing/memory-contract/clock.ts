import assert from 'node:assert/strict'
import type { MemoryCase } from '../contract-case.ts'
import { day, hour, memoryCase } from '../world.ts'

const tenYears = 3650 * day
const note = { type: 'discovery', title: 'Note', content: 'about ferries' }

/** A clock that jumps breaks no order, session or expiry. */
export const clockCases: readonly MemoryCase[] = [
  clockCase('goes on with its session when the clock goes back', async ({ forUser, clock }) => {
    const alice = forUser('alice')
    const { sessionId } = await alice.save(note)
    clock.advance(-day)
    assert.equal((await alice.save({ ...note, content: 'about trains' })).sessionId, sessionId)
    assert.equal((await alice.startSession()).isNew, false)
    const ended = await alice.endSession('over')
    assert.ok(ended.endedAt !== null && ended.endedAt >= ended.startedAt, 'it ended before it began')
  }),

  clockCase('gives scores between 0 and 1 to what comes from the future', async ({ forUser, clock }) => {
    const alice = forUser('alice')
    await alice.save(note)
    clock.advance(-tenYears)
    await alice.save({ ...note, title: 'Earlier' })
    const scores = [...(await alice.search('ferries')), ...(await alice.startSession()).memories].map(
      ({ score }) => score,
    )
    assert.equal(scores.length, 4)
    for (const score of scores) assert.ok(score >= 0 && score <= 1, `${score} is no score`)
  }),

  clockCase('keeps the order of lists and timelines total', async ({ forUser, clock }) => {
    const alice = forUser('alice')
    for (const jump of [0, -day, tenYears, -tenYears, 0]) {
      clock.advance(jump)
      await alice.save({
        ...note,
        content: `jump ${jump}`,
        topicKey: `jump/${(await alice.stats()).observations}`,
      })
    }
    const kept = (await alice.list({ limit: 100 })).observations
    const places = kept.map(({ createdAt, id }) => `${createdAt} ${String(id).padStart(9, '0')}`)
    assert.deepEqual(places, places.toSorted().toReversed())
    assert.ok(kept.length >= 5)
    const listed: number[] = []
    let cursor: string | null = null
    do {
      const page = await alice.list({ limit: 2, cursor })
      listed.push(...page.observations.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    assert.deepEqual(
      listed,
      kept.map(({ id }) => id),
    )
    const timeline = await alice.timeline(kept[2]?.id ?? 0, { before: 99, after: 99 })
    assert.deepEqual(timeline, kept.toReversed())
  }),

  clockCase(
    'closes a session after a jump forward, and one of the future after the jump back',
    async (world) => {
      const { forUser, clock } = world
      const alice = forUser('alice')
      await alice.save(note)
      clock.advance(tenYears)
      assert.equal((await alice.startSession()).isNew, true)
      clock.advance(-tenYears)
      await alice.startSession()
      clock.advance(day + hour)
      assert.equal((await alice.startSession()).isNew, true)
    },
  ),

  clockCase('revises what comes from the future', async ({ forUser, clock }) => {
    const alice = forUser('alice')
    await alice.save({ ...note, topicKey: 'note' })
    clock.advance(-day)
    assert.equal(
      (await alice.save({ ...note, content: 'about trains', topicKey: 'note' })).outcome,
      'updated',
    )
    const observation = await alice.get(1)
    assert.deepEqual([observation?.content, observation?.revision], ['about trains', 2])
  }),
]

function clockCase(name: string, body: Parameters<typeof memoryCase>[1]): MemoryCase {
  return memoryCase(name, body, { requirement: 'R34', needs: ['clock'] })
}
