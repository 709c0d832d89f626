import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine, saveTitled as save } from './command.ts'
import { manyLines } from './many-lines.ts'

describe('export and import', () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
  const users = ['ada', 'bob', 'carol']

  beforeAll(async () => {
    for (const user of users)
      for (const title of ['One', 'Two\u2028with U+2028']) await cli.run([...save(title), '--user', user])
  })

  test('of one user is identical to the byte, to a file and through pipes', async () => {
    const { stdout } = await cli.run(['export', '--user', 'ada'])
    expect(await cli.json(['export', 'ada.jsonl', '--user', 'ada'])).toEqual({ records: 4 })
    expect(readFileSync(join(cli.folder, 'ada.jsonl'), 'utf8')).toBe(stdout)
    expect(await cli.json(['import', '--user', 'x', '--store', 'other.db'], { input: stdout })).toEqual({
      observations: 2,
      sessions: 1,
      thread_items: 0,
      unchanged: 0,
    })
    expect((await cli.run(['export', '--user', 'x', '--store', 'other.db'])).stdout).toBe(stdout)
    const again = await cli.run(['import', 'ada.jsonl', '--user', 'x', '--store', 'other.db'])
    expect(again.stdout).toBe('Imported 0 observations and 0 sessions; 3 were there already.\n')
  })

  test('of all users goes into a store of another kind', async () => {
    expect(await cli.json(['export', '--all', 'all'])).toEqual({ users: 3, records: 12 })
    expect(await cli.json(['import', '--all', 'all', '--store', './users/'])).toEqual({
      users: 3,
      observations: 6,
      sessions: 3,
      thread_items: 0,
      unchanged: 0,
    })
    for (const user of users) {
      const [from, to] = await Promise.all(
        ['./memory.db', './users/'].map((store) => cli.run(['export', '--user', user, '--store', store])),
      )
      expect(to).toEqual(from)
    }
    const { code, stderr } = await cli.run(['export', '--all', 'all'])
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--overwrite') })
    expect(await cli.json(['import', '--all', 'all', '--store', './users/'])).toEqual({
      users: 3,
      observations: 0,
      sessions: 0,
      thread_items: 0,
      unchanged: 9,
    })
  })

  test('of all users goes on where it was interrupted', async () => {
    await cli.run(['export', '--all', 'half'])
    const fileOf = (user: string): string =>
      join(cli.folder, 'half', `${createHash('sha256').update(user).digest('hex')}.jsonl`)
    for (const path of [join(cli.folder, 'half/users.jsonl'), fileOf('bob')]) rmSync(path)
    const kept = lstatSync(fileOf('ada')).ino
    expect(await cli.run(['import', '--all', 'half', '--store', 'new.db'])).toMatchObject({ code: 4 })
    expect(await cli.json(['export', '--all', 'half'])).toEqual({ users: 3, records: 4 })
    expect(lstatSync(fileOf('ada')).ino).toBe(kept)
    expect(await cli.json(['import', '--all', 'half', '--store', 'new.db'])).toMatchObject({
      users: 3,
      observations: 6,
    })
  })

  test('a list that names what is no user is refused before anything is read', async () => {
    await cli.run(['export', '--all', 'bad'])
    for (const line of ['{"user_id":"../../etc/passwd with a space"}', '{"user_id":7}', '{', 'null']) {
      writeFileSync(join(cli.folder, 'bad/users.jsonl'), `${line}\n`)
      expect(await cli.run(['import', '--all', 'bad', '--store', 'n.db'])).toMatchObject({
        code: 2,
        stderr: 'users.jsonl: line 1 names no user (invalid_input)\n',
      })
    }
  })

  test('R53 lines that are not UTF-8 are refused, not changed', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"kind":"header","format":1,"next_observation_id":1}\n'),
      Buffer.from([0xff, 0x0a]),
    ])
    const refused = await cli.run(['import', '--user', 'x', '--store', 'bytes.db'], { input: bytes })
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: 'standard input: must be UTF-8 (invalid_input)\n',
    })
  })

  test('an absent file makes no store', async () => {
    expect(await cli.run(['import', 'none.jsonl', '--user', 'x', '--store', 'made.db'])).toMatchObject({
      code: 4,
    })
    expect(existsSync(join(cli.folder, 'made.db'))).toBe(false)
  })
})

describe('a copy that is interrupted', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s leaves no part of a file behind', async (signal) => {
    const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })
    await cli.run(['import'], { input: manyLines(6_000, 200) })
    // The command gets the signal from itself, when its file is there: from outside it may come after the end.
    writeFileSync(join(cli.folder, 'interrupt.mjs'), interrupting)
    const env = { NODE_OPTIONS: '--import ./interrupt.mjs', SIGNAL: signal }
    const { code, stderr } = await cli.run(['export', 'ada.jsonl'], { env })
    expect({ code, stderr }).toEqual({ code: { SIGINT: 130, SIGTERM: 143 }[signal], stderr: '' })
    expect(existsSync(join(cli.folder, 'ada.jsonl'))).toBe(false)
    expect(await hasPartial(cli.folder)).toBe(false)
    expect(await cli.json(['export', 'ada.jsonl'])).toEqual({ records: 6_002 })
  })
})

const interrupting = `
  import files from 'node:fs/promises'
  import { syncBuiltinESMExports } from 'node:module'
  const { open } = files
  files.open = async (path, ...more) => {
    const file = await open(path, ...more)
    if (String(path).endsWith('.partial')) process.kill(process.pid, process.env.SIGNAL)
    return file
  }
  syncBuiltinESMExports()`

async function hasPartial(folder: string): Promise<boolean> {
  const { readdir } = await import('node:fs/promises')
  return (await readdir(folder)).some((name) => name.endsWith('.partial'))
}
