import { chmodSync, renameSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { doctor, type DoctorReport } from '../../src/maintenance/index.ts'
import { digestOf, pathOf } from '../../src/stores/per-user/user-files.ts'
import { migrations } from '../../src/stores/sqlite/tables/schema.ts'
import { expectIntact, expectTrueIndex, tracesOf } from '../sqlite/inspect.ts'
import { everythingIn, exported, grownStore, kinds } from './fresh-store.ts'
import { damages } from './doctor-damages.ts'

/** Writes into a file past everything that protects it. */
function damage(path: string, ...statements: string[]): void {
  using database = new DatabaseSync(path)
  database.enableDefensive?.(false)
  database.exec('pragma foreign_keys = off')
  for (const statement of statements) database.exec(statement)
}

const checksOf = ({ findings }: DoctorReport): string[] => [...new Set(findings.map(({ check }) => check))]

describe.each(kinds)('a %s', (kind) => {
  test('that is well is found so, and not a byte of it changes', async () => {
    const path = await grownStore(kind)
    const before = everythingIn(dirname(path))
    const report = await doctor(path)
    expect(report).toMatchObject({ isHealthy: true, findings: [], files: kind === 'file' ? 1 : 2 })
    expect(report.versions).toMatchObject({
      node: process.versions.node,
      schema: migrations.at(-1)?.id,
      fileSchemas: [migrations.at(-1)?.id],
      analyzers: [expect.stringMatching(/^english-/)],
    })
    expect(report.pragmas).toMatchObject({
      journal_mode: 'wal',
      synchronous: 2,
      secure_delete: 1,
      foreign_keys: 1,
      trusted_schema: 0,
    })
    expect(everythingIn(dirname(path))).toEqual(before)
  })

  test('that is well is well after a repair', async () => {
    const path = await grownStore(kind)
    const before = await exported(kind, path, 'ada')
    expect(await doctor(path, { repair: true })).toMatchObject({ isHealthy: true, findings: [] })
    expect(await exported(kind, path, 'ada')).toEqual(before)
  })

  test('that is in use is checked without changing file or log', async () => {
    const path = await grownStore(kind)
    const memory = kind === 'file' ? await ILabMemory.fromPath(path) : await ILabMemory.fromDirectory(path)
    await memory.forUser('ada').save({ type: 'decision', title: 'Late', content: 'still in the log' })
    const unchanging = (): unknown =>
      [...everythingIn(dirname(path))].filter(([name]) => !name.endsWith('-shm'))
    const before = unchanging()
    expect(await doctor(path)).toMatchObject({ isHealthy: true, pragmas: { journal_mode: 'wal' } })
    expect(unchanging()).toEqual(before)
    await memory.forUser('ada').save({ type: 'decision', title: 'Later', content: 'and it goes on' })
    await memory.close()
  })

  test('R10 that others may read is found so, and repaired', async () => {
    const path = await grownStore(kind)
    const file = kind === 'file' ? path : pathOf(path, digestOf('ada'))
    chmodSync(file, 0o644)
    if (kind === 'folder') chmodSync(dirname(file), 0o755)
    const report = await doctor(path)
    expect(report.findings.map(({ check, path: place }) => `${check} ${place}`).toSorted()).toEqual(
      [...(kind === 'folder' ? [`permissions ${dirname(file)}`] : []), `permissions ${file}`].toSorted(),
    )
    expect(statSync(file).mode & 0o777).toBe(0o644)
    expect((await doctor(path, { repair: true })).isHealthy).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await doctor(path)).findings).toEqual([])
  })

  test('R33 that lost its end is found damaged, and a repair does not pretend', async () => {
    const path = await grownStore(kind)
    const file = kind === 'file' ? path : pathOf(path, digestOf('ada'))
    truncateSync(file, statSync(file).size - 5 * 4096)
    for (const repair of [false, true]) {
      const report = await doctor(path, { repair })
      expect(report.isHealthy).toBe(false)
      expect(report.findings.map(({ path: place }) => place)).toContain(file)
      expect(new Set(report.findings.map(({ path: place }) => place)).size).toBe(1)
    }
  })
})

describe('R33 doctor finds', () => {
  test.each(damages)('$name', async ({ sql, finds, mends }) => {
    const path = await grownStore('file', ['ada', 'bob'], finds.includes('separators') ? 500 : 30)
    const before = everythingIn(dirname(path))
    damage(path, ...sql)
    const damaged = everythingIn(dirname(path))
    expect(damaged).not.toEqual(before)
    const found = await doctor(path)
    expect([found.isHealthy, checksOf(found).toSorted()]).toEqual([false, finds.toSorted()])
    expect(everythingIn(dirname(path))).toEqual(damaged)
    const mended = await doctor(path, { repair: true })
    expect(mended.isHealthy).toBe(mends)
    expect(checksOf(mended).toSorted()).toEqual(finds.toSorted())
    expect((await doctor(path)).isHealthy).toBe(mends)
    if (!mends) return
    expectIntact(path)
    expectTrueIndex(path)
    const memory = await ILabMemory.fromPath(path)
    expect(await memory.forUser('bob').search('gardening zebra7', { limit: 1 })).toMatchObject([
      { title: 'Note 7' },
    ])
    const { observations } = await memory.forUser('bob').stats()
    const { id } = await memory
      .forUser('bob')
      .save({ type: 'decision', title: 'New', content: 'after the repair' })
    expect(id).toBe(observations + 1)
    expect(await memory.forUser('bob').forget(id)).toBe(true)
    await memory.close()
  })

  test('swapped files, and leaves them as they are', async () => {
    const folder = await grownStore('folder')
    const [ada, bob] = ['ada', 'bob'].map((user) => pathOf(folder, digestOf(user))) as [string, string]
    damage(ada, 'update user set observations = 7')
    renameSync(ada, `${ada}.aside`)
    renameSync(bob, ada)
    renameSync(`${ada}.aside`, bob)
    const before = everythingIn(folder)
    const { isHealthy, findings } = await doctor(folder, { repair: true })
    expect(isHealthy).toBe(false)
    expect(findings.map(({ check, path, repaired }) => `${check} ${path} ${repaired}`).toSorted()).toEqual(
      [`counts ${bob} false`, `owner ${ada} false`, `owner ${bob} false`].toSorted(),
    )
    expect(everythingIn(folder)).toEqual(before)
  })

  test('symbolic links and what is not of the store', async () => {
    const folder = await grownStore('folder')
    symlinkSync('/etc', join(folder, 'ab'))
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    const { findings } = await doctor(folder)
    expect(findings.map(({ check, path }) => `${check} ${path}`).toSorted()).toEqual([
      `place ${join(folder, 'ab')}`,
      `place ${join(folder, 'notes.txt')}`,
    ])
  })

  test('a file of another program, and of a later version', async () => {
    const path = await grownStore('file')
    damage(path, 'pragma user_version = 99')
    expect(checksOf(await doctor(path, { repair: true }))).toEqual(['schema'])
    damage(path, 'pragma user_version = 1', 'pragma application_id = 7')
    expect(checksOf(await doctor(path, { repair: true }))).toEqual(['schema'])
    await expect(doctor(`${path}-nowhere`)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('R24 a report holds no text and no id of a user', async () => {
  const path = await grownStore('file')
  for (const { sql } of damages.filter(({ finds }) => finds[0] !== 'index_structure')) damage(path, ...sql)
  const report = JSON.stringify(await doctor(path, { repair: true }))
  expect(report).not.toMatch(/zebra|gardening|Note|oleander|intruder|smuggled|"ada|"bob|ada is done/)
})

test('R45 a repair leaves no letter of an erased word in the file', async () => {
  const path = await grownStore('file')
  damage(
    path,
    `insert into term_index_idx (segid, term, pgno)
    select segid, cast('01:oleander' as blob), 5000 from term_index_idx limit 1`,
  )
  expect(tracesOf(['oleander'], path)).not.toEqual([])
  await doctor(path, { repair: true })
  expect(tracesOf(['oleander'], path)).toEqual([])
})

test('progress is told by user', async () => {
  const path = await grownStore('file', ['ada', 'bob', 'cyd'], 2)
  const seen: number[] = []
  await doctor(path, { onProgress: ({ checkedUsers, totalUsers }) => seen.push(checkedUsers, totalUsers) })
  expect(seen).toEqual([1, 3, 2, 3, 3, 3])
})
