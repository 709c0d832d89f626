import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../../src/core/store/store.ts'
import { openPerUserStore } from '../../../src/stores/per-user/store.ts'
import { pathOf, digestOf } from '../../../src/stores/per-user/user-files.ts'
import { openSqliteStore } from '../../../src/stores/sqlite/store.ts'
import { openWorkerStore } from '../../../src/stores/threads/store.ts'
import { cleanDraft, exported, writeAt } from '../../../src/testing/store-contract/requests.ts'
import { beginning } from '../../../src/testing/world.ts'
import { freshPath } from '../fresh-folder.ts'

const save = (store: Store, content: string): Promise<unknown> =>
  store.saveObservation('ada', cleanDraft(content), writeAt(beginning))

const removals: Readonly<Record<string, (path: string) => void>> = {
  removed: (path) => rmSync(path),
  'removed with its log': (path) => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  },
  'removed with its folder': (path) => rmSync(dirname(path), { recursive: true }),
  moved: (path) => renameSync(path, `${path}.moved`),
  replaced: (path) => {
    copyFileSync(path, `${path}.copy`)
    renameSync(`${path}.copy`, path)
  },
}

const openings: Readonly<Record<string, (path: string) => Promise<Store>>> = {
  'one SQLite file': (path) => openSqliteStore(path),
  'one SQLite file in a worker': (path) => openWorkerStore({ kind: 'file', path }),
}

describe.each(Object.entries(openings))('R17 %s', (_name, open) => {
  test.each(Object.entries(removals))(
    'fails to save where the file was %s while open',
    async (_how, remove) => {
      const path = freshPath()
      const store = await open(path)
      await save(store, 'kept')
      remove(path)
      const refusals = await Promise.allSettled([save(store, 'lost'), save(store, 'lost too')])
      for (const refusal of refusals)
        expect(refusal).toMatchObject({
          status: 'rejected',
          reason: {
            code: 'storage',
            message: expect.stringMatching(/removed or replaced.*nothing was written/),
          },
        })
      await expect(store.forgetObservation('ada', 1, beginning)).rejects.toMatchObject({ code: 'storage' })
      await store.close()
    },
  )
})

test('saves again where the file came back', async () => {
  const path = freshPath()
  const store = await openSqliteStore(path)
  await save(store, 'kept')
  renameSync(path, `${path}.moved`)
  await expect(save(store, 'lost')).rejects.toMatchObject({ code: 'storage' })
  renameSync(`${path}.moved`, path)
  expect(await save(store, 'kept too')).toMatchObject({ id: 2, outcome: 'created' })
  await store.close()
})

test('a store of one file per user begins a new file', async () => {
  const folder = dirname(freshPath())
  const store = await openPerUserStore(folder)
  await save(store, 'lost')
  rmSync(pathOf(folder, digestOf('ada')))
  expect(await save(store, 'kept')).toMatchObject({ id: 1, outcome: 'created' })
  await store.close()
  const again = await openPerUserStore(folder)
  const records = await exported(again, 'ada')
  expect(records.filter(({ kind }) => kind === 'observation')).toHaveLength(1)
  await again.close()
})
