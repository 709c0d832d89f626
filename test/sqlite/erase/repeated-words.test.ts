import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { freshPath } from '../fresh-folder.ts'

/** Numbers of repetitions around those at which FTS5 needs a byte more for the places of a word. */
const repetitions = [1, 100, 120, 126, 127, 128, 129, 150, 200, 256, 300, 400, 700]

test('R45 a word that a text repeats is in no index once a revision of that text is forgotten', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path)
  const ada = memory.forUser('ada')
  await ada.save({ type: 'pattern', title: 'Kept', content: 'stays' })
  for (const before of [1, 130, 300]) {
    for (const after of repetitions) {
      const { id } = await ada.save({ type: 'pattern', title: 'Note', content: 'canary '.repeat(before) })
      await ada.update(id, { content: 'canary '.repeat(after), pinned: true })
      await ada.update(id, { pinned: false })
      expect(await ada.search('canary')).toHaveLength(1)
      await ada.forget(id)
      using database = new DatabaseSync(path, { readOnly: true })
      const left = database.prepare(`select term from term_vocabulary where term like '%canary%'`).all()
      expect([before, after, left]).toEqual([before, after, []])
    }
  }
  await memory.close()
  expect((await doctor(path)).findings).toEqual([])
})
