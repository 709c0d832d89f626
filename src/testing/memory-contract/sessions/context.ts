import assert from 'node:assert/strict'
import type { MemoryCase } from '../../contract-case.ts'
import { sameNumber } from '../../expectations.ts'
import { day, hour, memoryCase } from '../../world.ts'

/** Cases of the context that `startSession` returns. */
export const contextCases: readonly MemoryCase[] = [
  memoryCase(
    'tells the summaries of the last five sessions, newest first',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      for (let number = 1; number <= 7; number++) {
        await alice.startSession()
        clock.advance(hour)
        await alice.endSession(`session ${number}`)
        clock.advance(hour)
      }
      const { sessionsContext } = await alice.startSession()
      const summaries = sessionsContext.map(({ summary }) => summary)
      assert.deepEqual(
        summaries,
        [7, 6, 5, 4, 3].map((number) => `session ${number}`),
      )
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'tells no session of another user',
    async ({ forUser }) => {
      await forUser('bob').startSession()
      await forUser('bob').endSession('canary')
      await forUser('bob').save({ type: 'profile', title: 'canary', content: 'canary' })
      assert.deepEqual((await forUser('alice').startSession()).sessionsContext, [])
      assert.deepEqual((await forUser('alice').startSession()).memories, [])
    },
    { requirement: 'R3' },
  ),

  memoryCase(
    'scores memories by recency, revisions and type',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      for (const type of ['discovery', 'pattern', 'decision', 'preference', 'profile']) {
        await alice.save({ type, title: `A ${type}`, content: type, topicKey: type })
      }
      await alice.summarizeSession('A summary.')
      const priorities = {
        profile: 1,
        preference: 0.9,
        decision: 0.7,
        pattern: 0.6,
        discovery: 0.5,
        summary: 0.4,
      }
      const { memories } = await alice.startSession()
      assert.deepEqual(
        memories.map(({ type }) => type),
        Object.keys(priorities),
      )
      for (const [index, priority] of Object.values(priorities).entries()) {
        sameNumber(memories[index]?.score, 0.5 + 0.3 * 0.1 + 0.2 * priority)
      }
      clock.advance(30 * day)
      const later = (await alice.startSession()).memories.find(({ type }) => type === 'profile')
      sameNumber(later?.score, 0.25 + 0.3 * 0.1 + 0.2)
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'counts no more than ten revisions',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const revise = (number: number) =>
        alice.save({ type: 'profile', title: 'Name', content: `version ${number}`, topicKey: 'name' })
      for (let number = 1; number <= 10; number++) await revise(number)
      sameNumber((await alice.startSession()).memories[0]?.score, 1)
      await revise(11)
      sameNumber((await alice.startSession()).memories[0]?.score, 1)
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'tells at most ten memories, the best first',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      for (let number = 1; number <= 14; number++) {
        await alice.save({ type: 'discovery', title: `Fact ${number}`, content: 'something' })
        clock.advance(day)
      }
      const { memories } = await alice.startSession()
      assert.deepEqual(
        memories.map(({ id }) => id),
        [14, 13, 12, 11, 10, 9, 8, 7, 6, 5],
      )
    },
    { needs: ['clock'] },
  ),

  memoryCase(
    'takes weights, priorities and counts from the configuration',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      for (const content of ['first', 'second', 'third']) {
        await alice.save({ type: 'recipe', title: 'Soup', content })
        await alice.endSession(content)
        clock.advance(hour)
      }
      const { memories, sessionsContext } = await alice.startSession()
      assert.deepEqual([memories.length, sessionsContext.map(({ summary }) => summary)], [2, ['third']])
      sameNumber(memories[0]?.score, 0.8)
    },
    {
      needs: ['clock'],
      config: {
        observationTypes: ['recipe'],
        typePriorities: { recipe: 0.8 },
        context: { recency: 0, revision: 0, typePriority: 1, memories: 2, sessions: 1 },
      },
    },
  ),
]
