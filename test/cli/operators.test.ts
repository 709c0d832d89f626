import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { CommandLine, saveTitled as save } from './command.ts'

describe('backup and restore', () => {
  test.each(['./memory.db', './users/'])('%s comes back as it was', async (store) => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: store })
    await cli.run(save('Before'))
    expect(await cli.json(['backup', './copy'])).toEqual({ files: 1 })
    const { code, stderr } = await cli.run(['backup', './copy'])
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--overwrite) (invalid_input)'),
    })
    await cli.run(save('After'))
    const { stdout } = await cli.run(['restore', './copy', '--overwrite'])
    expect(stdout).toBe('Restored and verified 1 file.\n')
    expect(await cli.json(['list'])).toMatchObject({ observations: [{ title: 'Before' }] })
  })

  test('of PostgreSQL is not done here', async () => {
    const { code, stderr } = await new CommandLine().run([
      'backup',
      'to.db',
      '--store',
      'postgres://u:secret@h/db',
    ])
    expect(code).toBe(2)
    expect(stderr).toContain('pg_dump')
    expect(stderr).not.toContain('secret')
  })
})

describe('doctor', () => {
  test('says by its exit code whether all is well, and repairs', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })
    await cli.run(save('Name'))
    expect(await cli.json(['doctor'])).toMatchObject({
      is_healthy: true,
      findings: [],
      files: 1,
      pragmas: { journal_mode: 'wal' },
    })
    const database = new DatabaseSync(join(cli.folder, 'memory.db'))
    database.exec('update user set observations = 7')
    database.close()
    const sick = await cli.run(['doctor'])
    expect(sick).toMatchObject({
      code: 16,
      stdout: expect.stringMatching(/^Not all is well\.[\s\S]*\ncounts +error/),
    })
    expect(await cli.json(['doctor', '--repair'])).toMatchObject({
      is_healthy: true,
      findings: [{ check: 'counts', repaired: true }],
    })
    expect((await cli.run(['doctor'])).stdout).toMatch(
      /^All is well\. 1 file, schema \d+, SQLite [\d.]+, Node [\d.]+\n$/,
    )
  })
})

describe('migrate', () => {
  test('opens every file once', async () => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './users/' })
    for (const user of ['ada', 'bob']) await cli.run([...save('Name'), '--user', user])
    expect(await cli.json(['migrate'])).toEqual({ migrated: true, files: 2, indexed: 0 })
    expect(await cli.run(['migrate', '--store', 'absent.db'])).toMatchObject({ code: 4 })
    expect(existsSync(join(cli.folder, 'absent.db'))).toBe(false)
  })
})
