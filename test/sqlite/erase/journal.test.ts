import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/store.ts'
import { redact } from '../../../src/privacy/redact.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, pagesWithRemains, tracesOf } from '../inspect.ts'

const tea = { type: 'preference', title: 'Tea', content: 'green tea' } as const

test('R45 no byte of a journal is left in any file of an erased user', async () => {
  const path = freshPath()
  const store = await openSqliteStore(path)
  const memory = new ILabMemory(store, { journal: true })
  const [ada, bob] = [memory.forUser('ada'), memory.forUser('bob')]
  for (const user of [ada, bob]) {
    await user.save(tea)
    await user.context({ purpose: `marker${user.userId}x` })
  }
  const { contextId } = (await ada.journal()).entries[0]!
  const purposes = Array.from({ length: 2_500 }, (_, number) => `marker${number}y`)
  await store.appendToJournal(
    'ada',
    purposes.map((purpose, at) => ({
      at,
      operation: 'get',
      ids: [1],
      contextId: `context${at}z`,
      purpose: redact(purpose),
    })),
  )
  expect(tracesOf(['marker7y', 'context7z', 'markeradax', contextId!], path)).toHaveLength(4)
  await ada.erase()
  const words = purposes.flatMap((purpose, number) => [purpose, `context${number}z`])
  expect(tracesOf([...words, 'markeradax', contextId!], path)).toEqual([])
  expect(pagesWithRemains(path)).toEqual([])
  expect((await bob.journal()).entries).toMatchObject([{ purpose: 'markerbobx', ids: [1] }])
  expect((await doctor(path)).findings).toEqual([])
  await memory.close()
  expectIntact(path)
  expect(tracesOf(words, path)).toEqual([])
})

test('a forgotten id is in no row, whether one or many are forgotten', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path, { journal: true })
  const ada = memory.forUser('ada')
  for (let number = 0; number < 30; number++) await ada.save({ ...tea, content: `tea ${number}` })
  for (let read = 0; read < 20; read++) await ada.list({ limit: 25 })
  await ada.forget(30)
  await ada.forgetAll({ types: ['preference'], createdAfter: 0 })
  await memory.close()
  const database = new DatabaseSync(path, { readOnly: true })
  const stored = database.prepare('select ids from journal').all()
  database.close()
  expect(stored).toEqual(Array.from({ length: 20 }, () => ({ ids: JSON.stringify(Array(25).fill(0)) })))
})

test('doctor finds an entry that names an observation that is gone', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path, { journal: true })
  await memory.forUser('ada').save(tea)
  await memory.forUser('ada').get(1)
  await memory.close()
  expect((await doctor(path)).findings).toEqual([])
  const database = new DatabaseSync(path)
  database.exec("update journal set ids = '[7]'")
  database.close()
  expect((await doctor(path)).findings).toMatchObject([{ check: 'orphans' }])
})
