import assert from 'node:assert/strict'
import type { Observation } from '../../core/model.ts'
import { redact } from '../../privacy/redact.ts'
import type { ExportRecord, Store } from '../../core/store/store.ts'
import type { StoreCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { beginning, day, hour } from '../world.ts'
import { cleanDraft, exported, inStore, listOf, searchFor, storeCase, writeAt } from './requests.ts'

/** `exportUser` and `importRecords`. */
export const storeTransferCases: readonly StoreCase[] = [
  storeCase('exports the state of one moment, whatever is written meanwhile', async (store) => {
    const contents = Array.from({ length: 600 }, (_, index) => `number ${index}`)
    await Promise.all(
      contents.map((content) => store.saveObservation('alice', cleanDraft(content), writeAt(beginning))),
    )
    const before = await exported(store, 'alice')
    const records: ExportRecord[] = []
    for await (const page of store.exportUser('alice', beginning)) {
      if (records.length === 0) {
        await store.saveObservation('alice', cleanDraft('late'), writeAt(beginning))
        await store.saveObservation('bob', cleanDraft('late'), writeAt(beginning))
      }
      records.push(...page)
    }
    assert.deepEqual(records, before)
  }),

  storeCase('stops an export without harm', async (store) => {
    await store.saveObservation('alice', cleanDraft('one'), writeAt(beginning))
    const pages = store.exportUser('alice', beginning)[Symbol.asyncIterator]()
    await pages.next()
    await pages.return?.()
    assert.equal((await store.saveObservation('alice', cleanDraft('two'), writeAt(beginning))).id, 2)
    assert.equal(await store.forgetObservation('alice', 1, beginning), true)
  }),

  storeCase('imports an export as it was, once', async (store, subject) => {
    await live(store)
    const records = await exported(store, 'alice')
    await inStore(subject, async (other) => {
      const counts = await other.importRecords('alice', records, writeAt(beginning + 9 * day))
      const { observations, sessions } = await store.readStats('alice', beginning)
      assert.deepEqual(counts, { observations, sessions, threadItems: 0, unchanged: 0 })
      assert.deepEqual(await exported(other, 'alice'), records)
      const again = await other.importRecords('alice', records, writeAt(beginning + 9 * day))
      assert.deepEqual(again, {
        observations: 0,
        sessions: 0,
        threadItems: 0,
        unchanged: observations + sessions,
      })
      assert.deepEqual(await exported(other, 'alice'), records)
      const request = searchFor('ferry island')
      assert.deepEqual(
        await other.searchObservations('alice', request),
        await store.searchObservations('alice', request),
      )
    })
  }),

  storeCase('goes on counting where the export stopped', async (store, subject) => {
    await live(store)
    const records = await exported(store, 'alice')
    const { id } = await store.saveObservation('alice', cleanDraft('next'), writeAt(beginning + day))
    await inStore(subject, async (other) => {
      await other.importRecords('alice', records, writeAt(beginning + day))
      const saved = await other.saveObservation('alice', cleanDraft('next'), writeAt(beginning + day))
      assert.equal(saved.id, id)
    })
  }),

  storeCase('imports a text once for each time at which it was said', async (store) => {
    await store.saveObservation('bob', cleanDraft('thanks'), writeAt(beginning))
    const [said] = (await exported(store, 'bob')).filter((record) => record.kind === 'observation')
    const at = (hours: number, changes: Partial<Observation> = {}): ExportRecord => {
      const createdAt = new Date(beginning + hours * hour).toISOString()
      const { observation } = said!
      const moved = { ...observation, id: 100 + hours, sessionId: null, createdAt, updatedAt: createdAt }
      return { ...said!, observation: { ...moved, ...changes } }
    }
    const counts = async (...records: readonly ExportRecord[]): Promise<readonly number[]> => {
      const { observations, unchanged } = await store.importRecords(
        'alice',
        records,
        writeAt(beginning + day),
      )
      return [observations, unchanged]
    }
    assert.deepEqual(await counts(at(1), at(2), at(1), at(3), at(2)), [3, 2])
    assert.deepEqual(await counts(at(3), at(4), at(1), at(4)), [1, 3])
    // A topic that comes to say it within the same import counts, too.
    await counts(at(5, { topicKey: 'a/b', content: 'please' }))
    const updatedAt = new Date(beginning + 9 * hour).toISOString()
    assert.deepEqual(await counts(at(6), at(5, { topicKey: 'a/b', updatedAt }), at(5), at(6)), [2, 2])
  }),

  storeCase('gives an imported observation the next id where its own is taken', async (store) => {
    await live(store)
    const records = await exported(store, 'alice')
    await store.saveObservation('carol', cleanDraft('was here first'), writeAt(beginning))
    await store.importRecords('carol', records, writeAt(beginning))
    assert.equal((await store.getObservation('carol', 1, beginning))?.content, 'was here first')
    const { observations } = await store.listObservations('carol', listOf())
    assert.equal(observations.length, (await store.readStats('alice', beginning)).observations + 1)
    assert.equal(new Set(observations.map(({ id }) => id)).size, observations.length)
  }),

  storeCase('keeps the later of two versions of a topic', async (store) => {
    const save = (content: string, now: number) =>
      store.saveObservation('alice', cleanDraft(content, { topicKey: 'a/b' }), writeAt(now))
    await save('old', beginning)
    const old = await exported(store, 'alice')
    await save('new', beginning + hour)
    const counts = await store.importRecords('alice', old, writeAt(beginning + hour))
    assert.deepEqual(
      [counts.observations, (await store.getObservation('alice', 1, beginning))?.content],
      [0, 'new'],
    )
    const newer = await exported(store, 'alice')
    await store.eraseUser('alice', { now: beginning })
    await store.importRecords('alice', old, writeAt(beginning))
    await store.importRecords('alice', newer, writeAt(beginning))
    const { observations } = await store.listObservations('alice', listOf())
    assert.deepEqual(
      observations.map(({ content, topicKey }) => [content, topicKey]),
      [['new', 'a/b']],
    )
    assert.deepEqual((await store.searchObservations('alice', searchFor('old'))).results, [])
  }),

  storeCase('imports all or nothing', async (store, subject) => {
    await live(store)
    const records = await exported(store, 'alice')
    await inStore(subject, async (other) => {
      const quota = { observations: 2 }
      const importing = () => other.importRecords('alice', records, writeAt(beginning, { quota }))
      await failsWith('quota_exceeded', importing)
      const { observations, sessions } = await other.readStats('alice', beginning)
      assert.deepEqual([observations, sessions], [0, 0])
      assert.deepEqual((await other.searchObservations('alice', searchFor('ferry'))).results, [])
    })
  }),

  storeCase(
    'imports for the user who imports',
    async (store) => {
      await live(store)
      const before = await exported(store, 'alice')
      await store.importRecords('bob', before, writeAt(beginning))
      const owners = (await store.listObservations('bob', listOf())).observations.map(({ userId }) => userId)
      assert.deepEqual(new Set(owners), new Set(['bob']))
      assert.deepEqual(await exported(store, 'alice'), before)
    },
    'R3',
  ),

  storeCase('keeps times and revisions of what it imports', async (store) => {
    await live(store)
    const records = await exported(store, 'alice')
    const originals = records.flatMap((record) => (record.kind === 'observation' ? [record.observation] : []))
    await store.importRecords('bob', records, writeAt(beginning + 30 * day))
    for (const original of originals) {
      const imported: Observation | null = await store.getObservation('bob', original.id, beginning)
      assert.deepEqual(imported, { ...original, userId: 'bob' })
    }
  }),
]

async function live(store: Store): Promise<void> {
  const save = (content: string, now: number, topicKey?: string) =>
    store.saveObservation(
      'alice',
      cleanDraft(content, topicKey === undefined ? {} : { topicKey }),
      writeAt(now),
    )
  await save('a ferry to the island', beginning, 'ferry')
  await save('a red ferry to the island', beginning + 1, 'ferry')
  await save('the island has no cars', beginning + 2)
  await save('to be forgotten', beginning + 3)
  await store.endSession('alice', redact('About an island.'), writeAt(beginning + hour))
  await save('cats everywhere', beginning + 2 * hour)
  await store.forgetObservation('alice', 3, beginning)
}
