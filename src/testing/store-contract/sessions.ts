import assert from 'node:assert/strict'
import { redact } from '../../privacy/redact.ts'
import type { StoreCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { beginning, day, hour } from '../world.ts'
import { cleanDraft, exported, storeCase, usualContext, writeAt } from './requests.ts'

/** `startSession` and `endSession`. */
export const storeSessionCases: readonly StoreCase[] = [
  storeCase('starts a session once, and goes on with it', async (store) => {
    const at = writeAt(beginning)
    const first = await store.startSession('alice', at, usualContext)
    assert.deepEqual(first, { sessionId: at.newSessionId, isNew: true, sessionsContext: [], memories: [] })
    const second = await store.startSession('alice', writeAt(beginning + day), usualContext)
    assert.deepEqual([second.sessionId, second.isNew], [at.newSessionId, false])
  }),

  storeCase('starts one session however often it is asked at once', async (store) => {
    const started = await Promise.all(
      Array.from({ length: 10 }, () => store.startSession('alice', writeAt(beginning), usualContext)),
    )
    assert.deepEqual(
      started.map(({ isNew }) => isNew),
      started.map((_, index) => index === 0),
    )
    assert.equal((await store.readStats('alice', beginning)).sessions, 1)
  }),

  storeCase(
    'keeps sessions of the same id of two users apart',
    async (store) => {
      const newSessionId = '99999999-0000-4000-8000-000000000001'
      for (const userId of ['alice', 'bob']) {
        const started = await store.startSession(userId, writeAt(beginning, { newSessionId }), usualContext)
        assert.deepEqual([started.sessionId, started.isNew], [newSessionId, true])
      }
      await store.endSession('alice', redact('over'), writeAt(beginning + hour))
      const { isNew } = await store.startSession('bob', writeAt(beginning + hour), usualContext)
      assert.equal(isNew, false)
    },
    'R8',
  ),

  storeCase('ends the active session, and none where there is none', async (store) => {
    const end = () => store.endSession('alice', redact('over'), writeAt(beginning + hour))
    await failsWith('no_active_session', end)
    assert.equal((await store.readStats('alice', beginning)).sessions, 0)
    const { sessionId } = await store.saveObservation('alice', cleanDraft('one'), writeAt(beginning))
    assert.equal((await end()).id, sessionId)
    await failsWith('no_active_session', end)
  }),

  storeCase('exports sessions by start, then the observations by id', async (store) => {
    for (let number = 0; number < 4; number++) {
      await store.saveObservation('alice', cleanDraft(`number ${number}`), writeAt(beginning - number * hour))
      await store.endSession('alice', redact(`session ${number}`), writeAt(beginning - number * hour))
    }
    const records = await exported(store, 'alice')
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ['header', ...records.filter(({ kind }) => kind === 'session').map(() => 'session')].concat(
        records.filter(({ kind }) => kind === 'observation').map(() => 'observation'),
      ),
    )
    const starts = records.flatMap((record) => (record.kind === 'session' ? [record.session.startedAt] : []))
    assert.deepEqual(starts, starts.toSorted())
    const ids = records.flatMap((record) => (record.kind === 'observation' ? [record.observation.id] : []))
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    )
    assert.deepEqual(
      [starts.length, records[0]],
      [4, { kind: 'header', nextObservationId: (ids.at(-1) ?? 0) + 1 }],
    )
  }),
]
