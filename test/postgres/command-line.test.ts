import { describe, expect, test } from 'vitest'
import { CommandLine, type Run } from '../cli/command.ts'
import { payloads } from '../cli/hook-payloads.ts'
import {
  applicationRole,
  asSuperuser,
  emptyDatabase,
  migratedDatabase,
  ownerRole,
  urlOf,
} from './databases.ts'

describe('the command line on PostgreSQL', () => {
  test('migrates as the owner, and works as the application', { timeout: 120_000 }, async () => {
    const database = await emptyDatabase()
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: urlOf(database, applicationRole) })
    expect(await cli.run(['stats', '--user', 'ada'])).toMatchObject({
      code: 11,
      stderr: expect.stringContaining('run the migration'),
    })
    const owner = ['--owner-url', urlOf(database, ownerRole)]
    expect(await cli.run(['migrate', ...owner])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^--application-role: /),
    })
    for (let times = 0; times < 2; times++)
      expect(await cli.json(['migrate', '--application-role', applicationRole, ...owner])).toEqual({
        migrated: true,
      })

    for (const [user, content] of [
      ['ada', 'dark'],
      ['bob', 'light'],
    ] as const)
      await cli.json([
        'save',
        '--user',
        user,
        '--type',
        'preference',
        '--title',
        'Theme',
        '--content',
        content,
      ])
    expect(await cli.json(['search', 'theme', '--user', 'ada'])).toMatchObject({
      results: [{ id: 1, snippet: 'dark' }],
    })
    const { stdout } = await cli.run(['export', '--user', 'ada'])
    expect(
      await cli.json(['import', '--user', 'eve', '--store', './memory.db'], { input: stdout }),
    ).toMatchObject({ observations: 1 })
    expect(await cli.json(['erase', '--user', 'ada', '--yes'])).toMatchObject({
      observations: 1,
      sessions: 1,
    })
    expect(await cli.json(['stats', '--user', 'bob'])).toMatchObject({ observations: 1 })
    expect(
      await asSuperuser(database, 'select user_id from ilab_memory.user_state where user_id is not null'),
    ).toEqual([{ user_id: 'bob' }])

    // Users move out to a folder, and in from a file.
    const withoutList = await cli.run(['copy', '--to', './users/'])
    expect(withoutList).toMatchObject({ code: 2, stderr: expect.stringContaining('--owner-url') })
    expect(await cli.json(['copy', '--to', './users/', '--final', ...owner])).toMatchObject({
      copied: 1,
      is_complete: true,
    })
    const env = { ILAB_MEMORY_COPY_TO: urlOf(database, applicationRole) }
    const { code, stdout: told } = await cli.run(['copy', '--from', './memory.db', '--index-later'], { env })
    expect([code, told]).toEqual([0, 'Copied 1 user: 1 observation and 1 session; 0 unchanged.\n'])
    for (const [user, store] of [
      ['bob', './users/'],
      ['eve', './memory.db'],
    ] as const)
      expect((await cli.run(['export', '--user', user])).stdout).toBe(
        (await cli.run(['export', '--user', user, '--store', store])).stdout,
      )
  })

  test('answers and keeps by a hook in the schema that it names, and in no other', async () => {
    const database = await migratedDatabase(undefined, 'memory')
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: urlOf(database, applicationRole) })
    const hook = (payload: object, ...schema: string[]): Promise<Run> =>
      cli.run(['hook', '--user', 'ada', ...schema], { input: JSON.stringify(payload) })
    const { start, answer } = payloads['claude-code']
    expect(await hook(answer, '--schema', 'memory')).toEqual({ code: 0, stdout: '', stderr: '' })
    const { stdout } = await hook(start, '--schema', 'memory')
    expect(stdout).toContain('You like it dark.')
    // Without it there are no tables. A hook never stops its host, and says why on standard error.
    expect(await hook(start)).toMatchObject({ code: 0, stderr: expect.stringContaining('run the migration') })
  })

  test.each(['backup', 'restore'])('%s is left to the tools of the database', async (command) => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: 'postgres://u:secret@127.0.0.1:1/d' })
    const { code, stderr } = await cli.run([command, './there'])
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('pg_') })
    expect(stderr).not.toContain('secret')
  })
})
