import assert from 'node:assert/strict'
import { collect } from '../canonical.ts'
import type { MemoryCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { day, memoryCase } from '../world.ts'

const note = { type: 'preference', title: 'Tea', content: 'green tea without sugar' } as const
const nothingPaused = { isSavingPaused: false, isRecallPaused: false }

/** The user's own switches. */
export const pauseCases: readonly MemoryCase[] = [
  memoryCase('pauses nothing by itself', async ({ actor }) => {
    assert.deepEqual(await actor('ada').settings(), nothingPaused)
    assert.deepEqual(await actor('ada').resume(), nothingPaused)
  }),

  memoryCase('pauses both, one, or turns one on again', async ({ actor }) => {
    const ada = actor('ada')
    assert.deepEqual(await ada.pause(), { isSavingPaused: true, isRecallPaused: true })
    assert.deepEqual(await ada.pause({ saving: false }), { isSavingPaused: false, isRecallPaused: true })
    assert.deepEqual(await ada.pause({ saving: true, recall: false }), {
      isSavingPaused: true,
      isRecallPaused: false,
    })
    assert.deepEqual(await ada.settings(), { isSavingPaused: true, isRecallPaused: false })
    assert.deepEqual(await ada.resume(), nothingPaused)
    assert.deepEqual(await ada.settings(), nothingPaused)
    await failsWith('invalid_input', () => ada.pause({ saving: 'yes' as never }))
  }),

  memoryCase(
    'writes nothing while saving is paused',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      await ada.save({ ...note, topicKey: 'tea' })
      await ada.pause({ saving: true })
      const before = await collect(ada.export())
      clock.advance(2 * day)
      await failsWith('paused', () => ada.save({ ...note, title: 'Coffee' }), ['Coffee'])
      await failsWith('paused', () => ada.save({ ...note, topicKey: 'tea', content: 'black tea' }))
      await failsWith('paused', () => ada.save({ ...note, topicKey: 'tea' }))
      await failsWith('paused', () => ada.summarizeSession('We drank tea.'))
      await failsWith('paused', () => ada.endSession('We drank tea.'))
      const { memories } = await ada.startSession()
      assert.equal(memories.length, 1)
      assert.deepEqual(await collect(ada.export()), before)
      await ada.resume()
      assert.equal((await ada.save({ ...note, title: 'Coffee' })).outcome, 'created')
    },
    { needs: ['clock', 'transfer'] },
  ),

  memoryCase('continues the active session untouched while saving is paused', async ({ actor }) => {
    const ada = actor('ada')
    const { sessionId } = await ada.save(note)
    await ada.pause({ saving: true })
    const started = await ada.startSession()
    assert.deepEqual({ sessionId: started.sessionId, isNew: started.isNew }, { sessionId, isNew: false })
  }),

  memoryCase(
    'keeps a save that a retry repeats after the pause',
    async ({ actor }) => {
      const ada = actor('ada')
      const saved = await ada.save(note, { idempotencyKey: 'once' })
      await ada.pause()
      assert.deepEqual(await ada.save(note, { idempotencyKey: 'once' }), saved)
      await failsWith('paused', () => ada.save(note, { idempotencyKey: 'another' }))
    },
    { needs: ['idempotency'] },
  ),

  memoryCase('recalls nothing while recall is paused, and says why', async ({ actor }) => {
    const ada = actor('ada')
    await ada.save(note)
    await ada.endSession('We drank tea.')
    await ada.pause({ recall: true })
    assert.deepEqual(await ada.search('tea'), [])
    assert.deepEqual(await ada.search('te'), [])
    assert.deepEqual(await ada.timeline(1), [])
    const { memories, sessionsContext, emptyBecause } = await ada.startSession()
    assert.deepEqual(
      { memories, sessionsContext, emptyBecause },
      {
        memories: [],
        sessionsContext: [],
        emptyBecause: 'paused',
      },
    )
    assert.equal((await ada.save({ ...note, title: 'Coffee' })).outcome, 'created')
    await ada.resume()
    assert.equal((await ada.search('tea')).length, 2)
    assert.equal('emptyBecause' in (await ada.startSession()), false)
  }),

  memoryCase(
    'says in an explained search that recall is paused',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(note)
      await ada.pause({ recall: true })
      assert.deepEqual(await ada.search('tea', { explain: true }), { results: [], emptyBecause: 'paused' })
    },
    { needs: ['explain'] },
  ),

  memoryCase(
    "still shows, exports and forgets on the user's own page",
    async ({ actor }) => {
      const ada = actor('ada')
      const { id } = await ada.save(note)
      await ada.pause()
      assert.equal((await ada.list()).observations.length, 1)
      assert.equal((await ada.get(id))?.content, note.content)
      assert.equal((await ada.stats()).observations, 1)
      assert.equal((await collect(ada.export())).length, 4)
      assert.equal(await ada.forget(id), true)
      assert.equal((await ada.erase()).observations, 0)
      assert.deepEqual(await ada.settings(), nothingPaused)
    },
    { needs: ['transfer', 'ownPage'] },
  ),

  memoryCase(
    'moves with an export, and an import turns nothing on again',
    async ({ actor }) => {
      const ada = actor('ada')
      await ada.save(note)
      const open = await collect(ada.export())
      await ada.pause()
      const paused = await collect(ada.export())
      assert.deepEqual(paused.slice(0, -1), open)
      await ada.import(open)
      assert.deepEqual(await ada.settings(), { isSavingPaused: true, isRecallPaused: true })
      await ada.erase()
      // Settings that stand first must not keep out what comes after them.
      await ada.import([paused.at(-1)!, ...paused.slice(0, -1)])
      assert.deepEqual(await collect(ada.export()), paused)
      assert.deepEqual(await ada.import(paused), {
        observations: 0,
        sessions: 0,
        threadItems: 0,
        unchanged: 2,
      })
      const more = open.map((line) => line.replace('green', 'white'))
      await failsWith('paused', () => ada.import(more))
      assert.deepEqual(await collect(ada.export()), paused)
    },
    { needs: ['transfer'] },
  ),

  memoryCase("leaves other users' switches alone", async ({ actor }) => {
    await actor('ada').pause()
    assert.deepEqual(await actor('bob').settings(), nothingPaused)
    assert.equal((await actor('bob').save(note)).outcome, 'created')
    assert.equal((await actor('bob').search('tea')).length, 1)
  }),
]
