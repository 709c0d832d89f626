import { expect, test } from 'vitest'
import { cleanDraft, listOf, writeAt } from '../../src/testing/store-contract/requests.ts'
import { openNotingStore, type Call } from './noting-backend.ts'

test('a short page of a list passes many expired observations in few reads', async () => {
  const reads: Call[] = []
  await using store = openNotingStore({ reads })
  await store.saveObservation('ada', cleanDraft('kept'), writeAt(0))
  const passing = Array.from({ length: 100 }, (_, index) =>
    cleanDraft(`passing ${index}`, { expiry: { after: 1 } }),
  )
  for (let batch = 0; batch < 3; batch++)
    await store.saveObservations(
      'ada',
      passing.map((draft) => ({ ...draft, title: cleanDraft('', { title: `Note ${batch}` }).title })),
      writeAt(0),
    )
  reads.length = 0
  const page = await store.listObservations('ada', listOf({ limit: 1, now: 10 }))
  expect(page.observations.map(({ content }) => content)).toEqual(['kept'])
  const pages = reads.filter(([method]) => method === 'observationsInOrder')
  expect(pages.length).toBeLessThan(12)
})
