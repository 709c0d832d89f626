import { readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { migrate, schemaVersion } from '../../src/stores/sqlite/tables/migrate.ts'
import { openDatabase } from '../../src/stores/sqlite/file/open.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'
import { histories, placesToDie, type HistoryName } from './migration-histories.ts'
import { livesUpToEachWrite } from './killed-at-write.ts'
import { startProgram } from './program.ts'
import { patience, rounds } from './rounds.ts'

/** Tables, their rows and the version, as one value that can be compared. */
function contentsOf(path: string): unknown {
  using database = new DatabaseSync(path)
  const schema = database.prepare('select type, name, sql from sqlite_schema order by name').all()
  const tables = schema.filter(({ type, name }) => type === 'table' && !String(name).startsWith('term_'))
  return {
    version: schemaVersion(database),
    schema,
    rows: tables.map(({ name }) => database.prepare(`select * from ${String(name)}`).all()),
  }
}

function migrateHere(path: string, history: HistoryName, upTo: number): void {
  using database = new DatabaseSync(path)
  const steps = histories[history].filter(({ id }) => id <= upTo)
  migrate(database, steps, { backup: () => undefined })
}

/** Result of an undisturbed migration up to each version. */
function stagesOf(history: HistoryName): Map<number, unknown> {
  const versions = [0, ...histories[history].map(({ id }) => id)]
  return new Map(
    versions.map((version) => {
      const path = freshPath()
      migrateHere(path, history, version)
      return [version, contentsOf(path)]
    }),
  )
}

describe('R32 a migration killed at any statement', () => {
  test.each([
    { history: 'invented', from: 0, leaves: 'nothing' },
    { history: 'invented', from: 1, leaves: 'a whole earlier version' },
    { history: 'shipped', from: 1, leaves: 'a whole earlier version' },
  ] as const)(
    'leaves $leaves of a file with version $from, and the next open completes it ($history)',
    { timeout: patience },
    async ({ history, from }) => {
      const stages = stagesOf(history)
      const last = histories[history].at(-1)!.id
      const first = placesToDie(histories[history].filter(({ id }) => id <= from))
      const left = new Set<number>()
      for (let step = first; step < placesToDie(histories[history]); step++) {
        const path = freshPath()
        migrateHere(path, history, from)
        const end = await startProgram('migrate', [path, history, String(step)]).ended
        expect(end).toEqual({ code: null, signal: 'SIGKILL', stderr: '' })
        const found = contentsOf(path) as { version: number }
        left.add(found.version)
        expect(found).toEqual(stages.get(found.version))
        migrateHere(path, history, last)
        expect(contentsOf(path)).toEqual(stages.get(last))
      }
      // A new file is made whole or not at all.
      expect([...left]).toEqual(from === 0 ? [0] : [...stages.keys()].slice(from, -1))
    },
  )

  test('and one that is not killed arrives', async () => {
    const path = freshPath()
    const end = await startProgram('migrate', [path, 'invented', '-1']).ended
    expect(end).toEqual({ code: 0, signal: null, stderr: '' })
    expect(contentsOf(path)).toEqual(stagesOf('invented').get(4))
  })
})

test(
  'R32 a file whose creation was killed at any write to the disk opens and works',
  { timeout: patience },
  async () => {
    for await (const path of livesUpToEachWrite('open', freshPath)) {
      const memory = await ILabMemory.fromPath(path)
      await memory.forUser('alice').save({ type: 'pattern', title: 'Note', content: 'after all' })
      expect(await memory.forUser('alice').search('note')).toHaveLength(1)
      await memory.close()
    }
  },
)

describe('R32 processes that open a file at once', () => {
  test('ten of them create it once', { timeout: patience }, async () => {
    for (let round = 0; round < rounds(1); round++) {
      const path = freshPath()
      const programs = Array.from({ length: 10 }, () => startProgram('open', [path]))
      const ends = await Promise.all(programs.map(({ ended }) => ended))
      expect(ends).toEqual(ends.map(() => ({ code: 0, signal: null, stderr: '' })))
      await (await ILabMemory.fromPath(path)).close()
      using database = new DatabaseSync(path)
      expect(schemaVersion(database)).toBe(histories.shipped.at(-1)!.id)
    }
  })

  test('ten of them migrate it once', { timeout: patience }, async () => {
    const path = freshPath()
    migrateHere(path, 'invented', 1)
    const programs = Array.from({ length: 10 }, () => startProgram('migrate', [path, 'invented', '-1']))
    const ends = await Promise.all(programs.map(({ ended }) => ended))
    expect(ends).toEqual(ends.map(() => ({ code: 0, signal: null, stderr: '' })))
    expect(contentsOf(path)).toEqual(stagesOf('invented').get(4))
  })
})

describe('R32 before a breaking migration', () => {
  const [first, second, breaking] = histories.invented
  const opened = (path: string, upTo: number): void =>
    openDatabase(path, {
      migrations: [first!, second!, breaking!].filter(({ id }) => id <= upTo),
    }).close()

  test('the file is copied as it was, for its owner only', () => {
    const path = freshPath()
    opened(path, 2)
    const before = contentsOf(path)
    opened(path, 4)
    const backup = `${path}.schema-2.backup`
    expect(contentsOf(backup)).toEqual(before)
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    expect(contentsOf(path)).toMatchObject({ version: 4 })
  })

  test('a copy that holds the old version is never replaced by one of a later version', () => {
    const path = freshPath()
    opened(path, 2)
    const before = contentsOf(path)
    let isLate = false
    const overtaken = {
      ...breaking!,
      // Read between a look at the version and the copy: just then another process does it all.
      get breaking() {
        if (!isLate) {
          isLate = true
          opened(path, 4)
        }
        return true
      },
    }
    openDatabase(path, { migrations: [first!, second!, overtaken] }).close()
    expect(isLate).toBe(true)
    expect(contentsOf(`${path}.schema-2.backup`)).toEqual(before)
    expect(readdirSync(dirname(path)).toSorted()).toEqual(['memory.db', 'memory.db.schema-2.backup'])
  })

  test('a new file needs no copy', () => {
    const path = freshPath()
    opened(path, 4)
    opened(path, 4)
    expect(readdirSync(dirname(path))).toEqual(['memory.db'])
  })
})
