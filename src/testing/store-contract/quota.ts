import assert from 'node:assert/strict'
import { redact } from '../../privacy/redact.ts'
import type { Store, WriteContext } from '../../core/store.ts'
import type { StoreCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { beginning, day, hour } from '../world.ts'
import { cleanDraft, exported, inStore, storeCase, usualContext, writeAt } from './requests.ts'

const note = 'Noteone'.length
const session = 64

async function bytesOf(store: Store): Promise<number> {
  return (await store.readStats('alice')).bytes
}

/** A write under a key of its own. */
function keyedAt(number: number): WriteContext {
  return writeAt(beginning, { idempotencyKey: `key-${number}` })
}

/** What counts in `Stats.bytes` and in a quota of bytes. */
export const storeQuotaCases: readonly StoreCase[] = [
  storeCase('counts sessions, their summaries and keyed saves beside texts', async (store) => {
    await store.saveObservation('alice', cleanDraft('one'), keyedAt(0))
    assert.equal(await bytesOf(store), note + session + 64)
    await store.saveObservation('alice', cleanDraft('one'), keyedAt(0))
    assert.equal(await bytesOf(store), note + session + 64)
    await store.endSession('alice', redact('über'), writeAt(beginning))
    assert.equal(await bytesOf(store), note + session + 5 + 64)
    for (let number = 1; number < 1_003; number++)
      await store.saveObservation('alice', cleanDraft('one'), keyedAt(number))
    assert.equal(await bytesOf(store), note + 2 * session + 5 + 1_000 * 64)
  }),

  storeCase('refuses a summary beyond the quota and leaves the session open', async (store) => {
    const at = writeAt(beginning, { quota: { bytes: 100 } })
    const { sessionId } = await store.saveObservation('alice', cleanDraft('one'), at)
    const before = [await exported(store, 'alice'), await store.readStats('alice')]
    await failsWith('quota_exceeded', () => store.endSession('alice', redact('s'.repeat(30)), at))
    assert.deepEqual([await exported(store, 'alice'), await store.readStats('alice')], before)
    assert.equal((await store.endSession('alice', redact('s'.repeat(29)), at)).id, sessionId)
    assert.equal(await bytesOf(store), 100)
  }),

  storeCase('refuses keyed saves and imported sessions beyond the quota', async (store, subject) => {
    const quota = { bytes: note + session + 63 }
    const keyed = writeAt(beginning, { quota, idempotencyKey: 'key' })
    await store.saveObservation('alice', cleanDraft('one'), writeAt(beginning, { quota }))
    await failsWith('quota_exceeded', () => store.saveObservation('alice', cleanDraft('one'), keyed))
    await store.endSession('alice', redact('over'), writeAt(beginning))
    const records = await exported(store, 'alice')
    await inStore(subject, async (other) => {
      const most = note + session + 'over'.length
      const importing = (bytes: number) =>
        other.importRecords('alice', records, writeAt(beginning, { quota: { bytes } }))
      await failsWith('quota_exceeded', () => importing(most - 1))
      await importing(most)
      assert.equal(await bytesOf(other), most)
    })
  }),

  storeCase('goes on with a stale session where the next one has no room', async (store) => {
    const quota = { bytes: session + note }
    const first = await store.saveObservation('alice', cleanDraft('one'), writeAt(beginning, { quota }))
    const late = beginning + 3 * day
    const again = await store.saveObservation('alice', cleanDraft('one'), writeAt(late, { quota }))
    assert.deepEqual([again.outcome, again.sessionId], ['deduped', first.sessionId])
    const started = await store.startSession('alice', writeAt(late + 2 * day, { quota }), usualContext)
    assert.deepEqual([started.sessionId, started.isNew], [first.sessionId, false])
    const stats = await store.readStats('alice')
    assert.deepEqual([stats.bytes, stats.sessions, stats.observations], [session + note, 1, 1])
    assert.equal(stats.lastActivityAt, new Date(late + 2 * day).toISOString())
  }),

  storeCase('closes a stale session without an observation where that has no room', async (store) => {
    const quota = { observations: 1 }
    await store.saveObservation('alice', cleanDraft('one'), writeAt(beginning, { quota }))
    const started = await store.startSession('alice', writeAt(beginning + 3 * day, { quota }), usualContext)
    assert.equal(started.isNew, true)
    assert.match(started.sessionsContext[0]?.summary ?? '', /1 discovery/)
    assert.equal((await store.readStats('alice')).observations, 1)
  }),

  storeCase('never refuses what opens a session and adds nothing else', async (store) => {
    await store.saveObservation('alice', cleanDraft('one'), writeAt(beginning))
    await store.endSession('alice', redact('over'), writeAt(beginning))
    const at = writeAt(beginning + hour, { quota: { bytes: 1 } })
    const { outcome, sessionId } = await store.saveObservation('alice', cleanDraft('one'), at)
    assert.deepEqual([outcome, sessionId], ['deduped', at.newSessionId])
    await failsWith('quota_exceeded', () => store.saveObservation('alice', cleanDraft('two'), at))
    assert.equal(await store.forgetObservation('alice', 1), true)
    assert.equal(await bytesOf(store), 2 * session + 'over'.length)
  }),
]
