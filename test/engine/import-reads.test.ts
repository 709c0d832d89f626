import { expect, test } from 'vitest'
import type { ExportRecord } from '../../src/core/store/store.ts'
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
