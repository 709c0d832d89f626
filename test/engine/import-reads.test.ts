import { expect, test } from 'vitest'
import type { ExportRecord } from '../../src/core/store/store.ts'
import type { StoredObservation } from '../../src/engine/port/stored.ts'
import { KnownTexts } from '../../src/engine/write/import/known-texts.ts'
import { cleanDraft, exported, writeAt } from '../../src/testing/store-contract/requests.ts'
import { beginning, day, hour } from '../../src/testing/world.ts'
import { openNotingStore, type Call } from './noting-backend.ts'

test('an import reads each text once, however many of its lines say it', async () => {
  const writes: Call[] = []
  await using store = openNotingStore({ writes })
  for (const content of ['thanks', 'please'])
    await store.saveObservation('bob', cleanDraft(content), writeAt(beginning))
  const said = (await exported(store, 'bob')).filter((record) => record.kind === 'observation')
  const lines: readonly ExportRecord[] = Array.from({ length: 40 }, (_, index) => {
    const record = said[index % said.length]!
    const createdAt = new Date(beginning + index * hour).toISOString()
    const moved = { id: 100 + index, sessionId: null, createdAt, updatedAt: createdAt }
    return { ...record, observation: { ...record.observation, ...moved } }
  })
  for (const expected of [
    { observations: 40, unchanged: 0 },
    { observations: 0, unchanged: 40 },
  ]) {
    writes.length = 0
    expect(await store.importRecords('alice', lines, writeAt(beginning + 9 * day))).toMatchObject(expected)
    expect(writes.filter(([method]) => method === 'byDigest')).toHaveLength(2)
  }
})

test('an import that revises a topic reads no text again', async () => {
  const writes: Call[] = []
  await using store = openNotingStore({ writes })
  await store.saveObservation('bob', cleanDraft('thanks', { topicKey: 'word' }), writeAt(beginning))
  const record = (await exported(store, 'bob')).find(({ kind }) => kind === 'observation')!
  if (record.kind !== 'observation') throw new Error('there is no observation')
  const lines: readonly ExportRecord[] = Array.from({ length: 40 }, (_, index) => {
    const createdAt = new Date(beginning + index * hour).toISOString()
    const topicKey = index % 2 === 0 ? 'word' : null
    const moved = { id: 100 + index, sessionId: null, topicKey, createdAt, updatedAt: createdAt }
    return { ...record, observation: { ...record.observation, ...moved } }
  })
  for (const observations of [40, 0]) {
    writes.length = 0
    const counts = await store.importRecords('alice', lines, writeAt(beginning + 9 * day))
    expect(counts).toMatchObject({ observations, unchanged: 40 - observations })
    expect(writes.filter(([method]) => method === 'byDigest')).toHaveLength(1)
  }
})

test('an import compares a line with no observation that has other keywords', () => {
  let compared = 0
  const stored = Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    digest: 1,
    status: 'active',
    createdAt: beginning,
    data: null,
    type: 'discovery',
    title: 'Note',
    keywords: [`word ${index}`],
    get content(): string {
      compared++
      return 'thanks'
    },
  })) as unknown as readonly StoredObservation[]
  const texts = new KnownTexts({ byDigest: () => stored })
  const sought = { ...stored[0]!, content: 'thanks' }
  for (const { id, keywords } of stored) expect(texts.find({ ...sought, keywords })?.id).toBe(id)
  expect(texts.find({ ...sought, keywords: null })).toBeNull()
  compared -= 1
  expect(compared).toBe(stored.length)
})

test('an import adds all entries of its journal at once', async () => {
  const writes: Call[] = []
  await using store = openNotingStore({ writes })
  const lines: readonly ExportRecord[] = Array.from({ length: 40 }, (_, index) => ({
    kind: 'journal',
    at: new Date(beginning + index * hour).toISOString(),
    number: 1,
    operation: 'search',
    ids: [],
    contextId: null,
    purpose: null,
  }))
  await store.importRecords('alice', lines, writeAt(beginning + 9 * day))
  const added = writes.filter(([method]) => method === 'add')
  expect(added.map(([, entries]) => (entries as readonly unknown[]).length)).toEqual([40])
})
