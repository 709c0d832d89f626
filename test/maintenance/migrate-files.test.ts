import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { doctor, migrateFiles, type MigrateFilesProgress } from '../../src/maintenance/index.ts'
import { nodeOptions, startCommand } from '../fault/program.ts'
import { exported, freshFolder, grownStore } from './fresh-store.ts'

const fixture = join(import.meta.dirname, '..', 'sqlite', 'file', 'fixtures', 'version-0.1.db.gz')

function fileOfFirstVersion(): string {
  const path = join(freshFolder(), 'memory.db')
  writeFileSync(path, gunzipSync(readFileSync(fixture)), { mode: 0o600 })
  return path
}

/** As an earlier analyser left the index. */
function makeIndexOld(path: string): void {
  using database = new DatabaseSync(path)
  database.exec(`update setting set value = 'english-1' where name = 'analyzer'`)
}

async function progressOf(path: string): Promise<MigrateFilesProgress[]> {
  const seen: MigrateFilesProgress[] = []
  await migrateFiles(path, { onProgress: (progress) => seen.push(progress) })
  return seen
}

describe('migrateFiles', () => {
  test('R32 brings a file of version 0.1 along, statement by statement, and once', async () => {
    const path = fileOfFirstVersion()
    const statements = (await progressOf(path)).filter(({ phase }) => phase === 'schema')
    const total = statements[0]!.total
    expect(statements.map(({ done }) => done)).toEqual(Array.from({ length: total }, (_, i) => i + 1))
    expect(await doctor(path)).toMatchObject({ isHealthy: true, findings: [] })
    expect(await progressOf(path)).toEqual([])
    expect(await migrateFiles(path)).toEqual({ files: 1, indexed: 0 })
  })

  test('completes an index that another analyser made, and counts what it indexes', async () => {
    const path = await grownStore('file', ['ada', 'bob'], 400)
    const before = await exported('file', path, 'ada')
    makeIndexOld(path)
    const seen = await progressOf(path)
    const { total } = seen[0]!
    expect(seen.every(({ phase }) => phase === 'index')).toBe(true)
    expect(seen.at(-1)).toMatchObject({ done: total, total, files: 0 })
    expect(total).toBeGreaterThan(256)
    expect(await doctor(path)).toMatchObject({ isHealthy: true, findings: [] })
    expect(await exported('file', path, 'ada')).toEqual(before)
  })

  test("brings every user's file of a folder along", async () => {
    const path = await grownStore('folder', ['ada', 'bob'], 5)
    expect(await migrateFiles(path)).toEqual({ files: 2, indexed: 0 })
  })

  test('R32 killed after each step, it goes on', { timeout: 300_000 }, async () => {
    const path = await grownStore('file', ['ada', 'bob'], 400)
    makeIndexOld(path)
    const steps = (await progressOf(copyOf(path))).length
    const program = join(import.meta.dirname, 'migrate-process.ts')
    let deaths = 0
    for (;;) {
      const { signal } = await startCommand(process.execPath, [...nodeOptions, program, path, '1']).ended
      if (signal === null) break
      deaths++
    }
    expect(deaths).toBe(steps)
    expect(await doctor(path)).toMatchObject({ isHealthy: true, findings: [] })
    await using memory = await ILabMemory.fromPath(path)
    expect((await memory.forUser('bob').search('zebra399'))[0]?.title).toBe('Note 399')
  })

  test('refuses a place without a file, and makes none', async () => {
    const path = join(freshFolder(), 'memory.db')
    await expect(migrateFiles(path)).rejects.toMatchObject({ code: 'not_found' })
    await expect(migrateFiles('postgres://localhost/memory')).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

function copyOf(path: string): string {
  const copy = join(freshFolder(), 'copy.db')
  copyFileSync(path, copy)
  return copy
}
