import assert from 'node:assert/strict'
import type { UserMemory } from '../../../core/user-memory.ts'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { day, hour, memoryCase } from '../../world.ts'

const fact = { type: 'profile', title: 'Allergy', content: 'Ada is allergic to peanuts' }

/** Cases of sessions that are listed, read, corrected and forgotten. */
export const sessionChangeCases: readonly MemoryCase[] = [
  memoryCase(
    'lists sessions page by page, each once',
    async ({ forUser, clock }) => {
      const ada = forUser('ada')
      const ids: string[] = []
      for (let number = 0; number < 5; number++) {
        await ada.startSession()
        ids.push((await ada.endSession(`Session ${number}.`)).id)
        clock.advance(hour)
      }
      const found: string[] = []
      let cursor: string | null = null
      do {
        const page = await ada.listSessions({ limit: 2, cursor, order: 'oldest' })
        found.push(...page.sessions.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor !== null)
      assert.deepEqual(found, ids)
      const { sessions } = await ada.listSessions()
      assert.deepEqual(
        sessions.map(({ id }) => id),
        ids.toReversed(),
      )
      for (const session of sessions) assert.deepEqual(await ada.getSession(session.id), session)
      await failsWith('invalid_input', () => ada.listSessions({ cursor: 'bm90IG9uZQ' }))
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'says which sessions still tell of what is forgotten, and forgets them too',
    async ({ forUser, clock }) => {
      const ada = forUser('ada')
      const { id } = await ada.save(fact)
      const told = await ada.endSession('Talked about her allergies, peanuts above all.')
      clock.advance(day)
      await ada.startSession()
      const other = await ada.endSession('Planned the garden.')
      const { forgotten, mentionedIn } = await ada.forget(id, { explain: true })
      assert.equal(forgotten, true)
      assert.deepEqual(mentionedIn, [
        { sessionId: told.id, endedAt: told.endedAt, words: ['allergies', 'peanuts'] },
      ])
      assert.deepEqual(await ada.forget(id, { explain: true }), { forgotten: false, mentionedIn: [] })
      assert.equal(await ada.forgetSession(told.id), true)
      assert.equal(await ada.getSession(told.id), null)
      const { sessionsContext } = await ada.startSession()
      assert.deepEqual(
        sessionsContext.map(({ sessionId }) => sessionId),
        [other.id],
      )
      assert.ok(!(await everything(ada)).includes('peanuts'), 'the memory still tells of it')
    },
    { needs: ['clock'] },
  ),

  memoryCase('forgets an observation as before where no explanation is asked for', async ({ forUser }) => {
    const ada = forUser('ada')
    const { id } = await ada.save(fact)
    assert.equal(await ada.forget(id, {}), true)
    assert.equal(await ada.forget(id, { explain: false }), false)
  }),

  memoryCase(
    'redacts a corrected summary',
    async ({ forUser }) => {
      const ada = forUser('ada')
      await ada.startSession()
      const { id } = await ada.endSession('A first try.')
      const session = await ada.updateSession(id, { summary: 'Better, <private>canary</private>.' })
      assert.equal(session?.summary, 'Better, [REDACTED].')
      const shown = await everything(ada)
      assert.ok(!shown.includes('canary') && !shown.includes('first try'), 'a text is still there')
    },
    { requirement: 'R20' },
  ),

  memoryCase(
    "answers for another user's sessions as for absent ones",
    async ({ forUser }) => {
      const bob = forUser('bob')
      await bob.startSession()
      const { id } = await bob.endSession('Bob was here.')
      const before = await everything(bob)
      const ada = forUser('ada')
      await ada.save(fact)
      for (const sessionId of [id, 'absent']) {
        assert.equal(await ada.getSession(sessionId), null)
        assert.equal(await ada.updateSession(sessionId, { summary: 'Taken over.' }), null)
        assert.equal(await ada.forgetSession(sessionId), false)
      }
      assert.equal(await everything(bob), before)
    },
    { requirement: 'R3' },
  ),

  memoryCase(
    'counts a corrected summary in the quota',
    async ({ forUser }) => {
      const ada = forUser('ada')
      await ada.startSession()
      const { id } = await ada.endSession('short')
      await failsWith('quota_exceeded', () => ada.updateSession(id, { summary: 'x'.repeat(1_000) }))
      assert.equal((await ada.getSession(id))?.summary, 'short')
      assert.equal((await ada.updateSession(id, { summary: 'brief' }))?.summary, 'brief')
    },
    { config: { quota: { bytes: 500 } } },
  ),
]

/** Everything that reading shows, as text. */
async function everything(memory: UserMemory): Promise<string> {
  return JSON.stringify([
    await collect(memory.export()),
    await memory.listSessions(),
    await memory.list(),
    await memory.stats(),
  ])
}
