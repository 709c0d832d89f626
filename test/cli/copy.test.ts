import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { CommandLine, ended } from './command.ts'

let cli: CommandLine

const copying = ['copy', '--from', './memory.db', '--to', './users/']

async function save(userId: string, content: string, store = './memory.db'): Promise<void> {
  const what = ['--type', 'profile', '--title', 'Note', '--content', content]
  await cli.json(['save', ...what, '--user', userId, '--store', store])
}

async function exported(userId: string, store: string): Promise<string> {
  return (await cli.run(['export', '--user', userId, '--store', store])).stdout
}

beforeEach(async () => {
  cli = new CommandLine()
  await save('ada', 'of Ada')
  await save('bob', 'of Bob')
})

test('users are copied, copied again where they changed, and the last run ends the copy', async () => {
  expect((await cli.run(copying)).stdout).toBe(
    'Copied 2 users: 2 observations and 2 sessions; 0 unchanged.\n',
  )
  await save('bob', 'more of Bob')
  expect(await cli.json(copying)).toEqual({
    users: 2,
    copied: 1,
    unchanged: 1,
    erased: 0,
    observations: 2,
    sessions: 1,
    thread_items: 0,
    unsettled: 0,
    refused: 0,
    refusals: [],
    is_complete: true,
  })
  const records = join(cli.folder, '.local', 'state', 'ilab-memory', 'copies')
  const [record = ''] = readdirSync(records)
  expect(statSync(join(records, record)).mode & 0o777).toBe(0o600)
  await cli.run(['erase', '--user', 'ada', '--store', './memory.db', '--yes'])
  expect((await cli.run([...copying, '--final'])).stdout).toContain(
    'Erased 1 user that the source has no more.',
  )
  expect(readdirSync(records)).toEqual([])
  expect(await exported('bob', './users/')).toBe(await exported('bob', './memory.db'))
  expect(await exported('ada', './users/')).toBe(await exported('ada', './memory.db'))
})

test('users that a file names are copied, others are not', async () => {
  writeFileSync(join(cli.folder, 'list.txt'), 'ada\n\n')
  expect(await cli.json([...copying, '--users', './list.txt'])).toMatchObject({ copied: 1 })
  expect(await cli.json(['stats', '--user', 'bob', '--store', './users/'])).toMatchObject({
    observations: 0,
  })
  writeFileSync(join(cli.folder, 'users.jsonl'), '{"user_id":"ada"}\n"bob"\n')
  expect(await cli.json([...copying, '--users', './users.jsonl'])).toMatchObject({ copied: 1, unchanged: 1 })
  writeFileSync(join(cli.folder, 'list.txt'), 'ada\nnot a user\n')
  const wrong = await cli.run([...copying, '--users', './list.txt'])
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('line 2') })
})

test('what was not copied is told, by user, and by the exit code', async () => {
  await save('ada', 'was here before', './users/')
  const { code, stdout } = await cli.run([...copying, '--verify'])
  expect({ code, stdout }).toEqual({
    code: 20,
    stdout:
      'Copied 1 user: 1 observation and 1 session; 0 unchanged.\n' +
      'Refused ada: the target has memory of this user that no copy wrote: it stays as it is\n',
  })
  const json = await cli.run([...copying, '--json'])
  expect(json.code).toBe(20)
  expect(JSON.parse(json.stdout)).toMatchObject({
    refusals: [{ user_id: 'ada', code: 'conflict', field: null, line: null }],
    is_complete: false,
  })
})

test('a dry run makes no store', async () => {
  const { code, stdout } = await cli.run([...copying, '--dry-run'])
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^A dry run: .*\nCopied 2/),
  })
  expect(existsSync(join(cli.folder, 'users'))).toBe(false)
  expect(existsSync(join(cli.folder, '.local', 'state'))).toBe(false)
})

test('a copy that is killed at any moment is completed by the next one', async () => {
  const users = Array.from({ length: 40 }, (_, i) => `user-${i}`)
  const lines = users.map((userId) => JSON.stringify({ type: 'profile', title: 'Note', content: userId }))
  for (const userId of users.slice(0, 8))
    await cli.run(['save-many', '--user', userId, '--store', './memory.db'], { input: lines.join('\n') })
  const record = join(cli.folder, 'copy.jsonl')
  const command = [...copying, '--record', './copy.jsonl', '--concurrency', '2', '--quiet']
  for (const written of [1, 400, 900]) {
    const child = cli.start(command)
    const end = ended(child)
    const size = (): number => (existsSync(record) ? statSync(record).size : 0)
    const from = size()
    while (child.exitCode === null && size() < from + written)
      await new Promise((resolve) => setImmediate(resolve))
    child.kill('SIGKILL')
    await end
    await save('user-1', `saved after ${written}`)
  }
  expect(await cli.json([...command, '--final'])).toMatchObject({ users: 10, is_complete: true })
  for (const userId of ['ada', 'bob', ...users.slice(0, 8)])
    expect(await exported(userId, './users/')).toBe(await exported(userId, './memory.db'))
})

describe('what cannot be copied is said at once', () => {
  const refused = async (args: readonly string[], env: Record<string, string> = {}): Promise<string> => {
    const { code, stderr } = await cli.run(['copy', ...args], { env })
    return `${code} ${stderr}`
  }

  test('places', async () => {
    expect(await refused(['--from', './memory.db'])).toMatch(/^2 .*--to: name the store/)
    expect(await refused(['--from', './memory.db', '--to', 'memory.db'])).toMatch(/^2 .*the same store/)
    expect(await refused(['--from', './absent.db', '--to', './users/'])).toMatch(/^4 /)
    expect(existsSync(join(cli.folder, 'users'))).toBe(false)
    expect(await refused(['--from', './memory.db', '--to', ':memory:'])).toMatch(/^2 .*would be gone/)
    expect(await refused([...copying.slice(1), '--to-schema', 'x'])).toMatch(/^2 --to-schema: only/)
    expect(await refused([...copying.slice(1), '--concurrency', 'x'])).toMatch(/^2 --concurrency/)
  })

  test('users of a PostgreSQL database, without its owner', async () => {
    const told = await refused(['--from', 'postgres://u:secret@127.0.0.1:1/db', '--to', './users/'])
    expect(told).toMatch(/^2 .*owner of its tables only: give --owner-url, or name the users by --users/)
    expect(told).not.toContain('secret')
  })
})

test('the target may come from a file of the environment', async () => {
  writeFileSync(join(cli.folder, 'target'), './users/\n')
  const env = { ILAB_MEMORY_COPY_TO_FILE: './target', ILAB_MEMORY_DB_PATH: './memory.db' }
  expect(JSON.parse((await cli.run(['copy', '--json'], { env })).stdout)).toMatchObject({ copied: 2 })
  expect(readFileSync(join(cli.folder, 'target'), 'utf8')).toContain('users')
})
