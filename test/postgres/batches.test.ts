import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { applicationRole, asSuperuser, migratedDatabase, urlOf } from './databases.ts'

test('forgetting any observation of a batch removes the digest of its drafts, and of no other batch', async () => {
  const database = await migratedDatabase()
  await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole), { connections: 1 })
  const blank = async (): Promise<boolean[]> => {
    const select = 'select draft is null as blank from ilab_memory.keyed_save order by number'
    return (await asSuperuser<{ blank: boolean }>(database, select)).map((row) => row.blank)
  }
  const ada = memory.forUser('ada')
  const drafts = Array.from({ length: 13 }, (_, index) => ({
    type: 'discovery',
    title: 'T',
    content: `number ${index}`,
  }))
  await ada.save(drafts.slice(0, 2), { idempotencyKey: 'one' })
  await ada.save(drafts.slice(2), { idempotencyKey: 'two' })
  expect(await blank()).toEqual([false, false])
  await ada.forget(12)
  expect(await blank()).toEqual([false, true])
  await ada.forget(2)
  expect(await blank()).toEqual([true, true])
})
