import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { freshPath } from '../fresh-folder.ts'

function rows(path: string): readonly unknown[] {
  using database = new DatabaseSync(path, { readOnly: true })
  return database.prepare('select draft is null as isBlank, batch from keyed_save order by number').all()
}

test('forgetting any observation of a batch removes the digest of its drafts, and of no other batch', async () => {
  const path = freshPath()
  await using memory = await ILabMemory.fromPath(path)
  const ada = memory.forUser('ada')
  const drafts = Array.from({ length: 13 }, (_, index) => ({
    type: 'discovery',
    title: 'T',
    content: `number ${index}`,
  }))
  await ada.save(drafts.slice(0, 2), { idempotencyKey: 'one' })
  await ada.save(drafts.slice(2), { idempotencyKey: 'two' })
  const kept = rows(path)
  expect(kept).toMatchObject([{ isBlank: 0, batch: '[[2,"created",1]]' }, { isBlank: 0 }])
  await ada.forget(12)
  expect(rows(path)).toMatchObject([{ isBlank: 0 }, { isBlank: 1 }])
  await ada.forget(2)
  expect(rows(path)).toMatchObject([{ isBlank: 1 }, { isBlank: 1 }])
})
