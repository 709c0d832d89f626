import { describe, expect, test } from 'vitest'
import { MemoryError } from '../../../src/index.ts'
import type { PostingList } from '../../../src/search/corpus.ts'
import { createAnalyzer } from '../../../src/search/text/analyze.ts'
import { GroupTransaction } from '../../../src/stores/sqlite/write/group-transaction.ts'
import { openDatabase } from '../../../src/stores/sqlite/file/open.ts'
import { requireIndexOf } from '../../../src/stores/sqlite/index/reindex.ts'
import { SearchCache } from '../../../src/stores/sqlite/index/search-cache.ts'
import { prepareStatements } from '../../../src/stores/sqlite/tables/statements.ts'
import { freshPath } from '../fresh-folder.ts'

describe('a transaction of several writes', () => {
  const open = (
    path: string,
  ): { connection: ConstructorParameters<typeof GroupTransaction>[0] } & Disposable => {
    const database = openDatabase(path)
    const statements = prepareStatements(database)
    const connection = {
      database,
      statements,
      analyzer: createAnalyzer('english'),
      cache: new SearchCache(100_000),
    }
    requireIndexOf(connection)
    return { connection, [Symbol.dispose]: () => database.close() }
  }
  const fails = {
    run: () => {
      throw new MemoryError('quota_exceeded', 'too much')
    },
  }

  test('R46 has what is kept of an erased user forgotten, whose number the next user may get', () => {
    const [alice, bob, version] = [1, 2, 7]
    using file = open(freshPath())
    const { cache } = file.connection
    const nothing = (): PostingList => ({ ids: [], positions: [] })
    for (const user of [alice, bob]) cache.ofUser(user, version).list('secretword', nothing)
    new GroupTransaction(file.connection).run([
      { run: (scope) => scope.sweep({ user: alice, isLast: true }) },
    ])
    const read: number[] = []
    for (const user of [alice, bob]) {
      cache.ofUser(user, version).list('secretword', () => {
        read.push(user)
        return nothing()
      })
    }
    expect(read).toEqual([alice])
  })

  test('R37 runs twice where one fails, and not again and again for whoever goes on failing', () => {
    using file = open(freshPath())
    const group = new GroupTransaction(file.connection)
    let runs = 0
    const counts = { run: () => ++runs }
    for (let number = 0; number < 20; number++) {
      expect(group.run([counts, fails])).toMatchObject([
        { value: runs },
        { error: { code: 'quota_exceeded' } },
      ])
    }
    expect(runs).toBe(21)
  })
})
