import { statSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { ILabMemory, type UserMemory } from '../../../src/index.ts'
import { freshPath } from '../fresh-folder.ts'

const removals: Record<string, (ada: UserMemory) => Promise<unknown>> = {
  forget: (ada) => ada.forget(99),
  'forget of a version': (ada) => ada.forget(1, { revision: 7 }),
  forgetAll: (ada) => ada.forgetAll({ topicKeyPrefix: 'nothing/' }),
  updateSession: (ada) => ada.updateSession('nothing', { summary: 'new' }),
  forgetSession: (ada) => ada.forgetSession('nothing'),
  pop: (ada) => ada.thread('nothing').pop(),
  clear: (ada) => ada.thread('nothing').clear(),
}

test.each(Object.keys(removals))('%s that finds nothing does not clean the file', async (name) => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path)
  onTestFinished(() => memory.close())
  const ada = memory.forUser('ada')
  await ada.save({ type: 'decision', title: 'Note', content: 'kept in the log until the next clean-up' })
  const logBytes = statSync(`${path}-wal`).size
  expect(logBytes).toBeGreaterThan(0)
  await removals[name]!(ada)
  expect(statSync(`${path}-wal`).size).toBeGreaterThanOrEqual(logBytes)
})
