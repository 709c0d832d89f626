import { expect, test } from 'vitest'
import { cleanDraft, searchFor, writeAt } from '../../src/testing/store-contract/requests.ts'
import { openNotingStore, type Call } from './noting-backend.ts'

test('a search reads the texts of what it returns, and no others', async () => {
  const calls: Call[] = []
  await using store = openNotingStore({ reads: calls })
  await store.saveObservation('ada', cleanDraft('a ferry to the island'), writeAt(0))
  for (let number = 0; number < 20; number++)
    await store.saveObservation('ada', cleanDraft(`the ferry of day ${number}`), writeAt(0))
  const readBy = async (changes: Parameters<typeof searchFor>[1]): Promise<readonly Call[]> => {
    calls.length = 0
    await store.searchObservations('ada', searchFor('island ferry', changes))
    return calls.filter(([method]) => !['user', 'documents', 'postings', 'vocabulary'].includes(method))
  }
  expect(await readBy({ full: true, minShare: 0.9 })).toEqual([['observations', [1]]])
  expect(await readBy({ full: true, limit: 1 })).toEqual([['observations', [1]]])
  expect(await readBy({ minShare: 0.9 })).toEqual([['resultRows', [1]]])
  expect(await readBy({ full: true, filter: { types: ['profile'] } })).toEqual([])
  expect(await readBy({ filter: { types: ['profile'] } })).toEqual([])
  expect(await readBy({ limit: 1, filter: { session: 'none' } })).toEqual([['sessionNumber', 'none']])
  const [[asked] = []] = await readBy({ filter: { topicKeyPrefix: 'ui/' } })
  expect(asked).toBe('idsPassing')
  const [[method, ids] = []] = await readBy({ full: true, limit: 5 })
  expect([method, (ids as readonly number[]).length]).toEqual(['observations', 5])
})
