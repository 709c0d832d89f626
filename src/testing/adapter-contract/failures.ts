import assert from 'node:assert/strict'
import { canaryOf, hides, holds, written } from './canaries.ts'
import { adapterCase, type AdapterCase } from './subject.ts'

/** A memory that fails, or that the user has paused, never fails the answer. */
export const failureCases: readonly AdapterCase[] = [
  adapterCase(
    'answers as with an empty memory where the memory fails, and reports it',
    async (adapter) => {
      const ada = adapter.forUser('ada')
      await ada.keep('notes', canaryOf('ada'))
      await adapter.breakMemory?.()
      hides(await ada.show('notes'), canaryOf('ada'))
      const afterRead = adapter.reported?.().length ?? 0
      assert.ok(afterRead > 0, 'a read failed and nothing was reported')
      await ada.keep('notes', canaryOf('ada', 'later'))
      assert.ok((adapter.reported?.().length ?? 0) > afterRead, 'a write failed and nothing was reported')
    },
    ['failure'],
  ),
  adapterCase(
    'reports a failure without the text of the user',
    async (adapter) => {
      const ada = adapter.forUser('ada')
      await adapter.breakMemory?.()
      await ada.keep('notes', canaryOf('ada'))
      for (const error of adapter.reported?.() ?? []) {
        hides(error, canaryOf('ada'))
        hides(error instanceof Error ? `${error.message} ${error.stack}` : error, canaryOf('ada'))
      }
    },
    ['failure'],
  ),
  adapterCase(
    'keeps nothing while the user has paused saving, and goes on',
    async (adapter) => {
      const ada = adapter.forUser('ada')
      await adapter.pause?.('ada')
      await ada.keep('notes', canaryOf('ada'))
      await adapter.resume?.('ada')
      hides(await ada.show('notes'), canaryOf('ada'))
    },
    ['userPause'],
  ),
  adapterCase(
    'finds nothing while the user has paused recall',
    async (adapter) => {
      const ada = adapter.forUser('ada')
      await ada.keep('notes', canaryOf('ada'))
      await adapter.pause?.('ada')
      hides(written(await ada.search?.('the word in')), canaryOf('ada'))
      await adapter.resume?.('ada')
      holds(written(await ada.search?.('the word in')), canaryOf('ada'))
    },
    ['userPause', 'textSearch'],
  ),
  adapterCase(
    'goes on for other users while one has paused',
    async (adapter) => {
      await adapter.pause?.('ada')
      const bob = adapter.forUser('bob')
      await bob.keep('notes', canaryOf('bob'))
      holds(await bob.show('notes'), canaryOf('bob'))
    },
    ['userPause'],
  ),
]
