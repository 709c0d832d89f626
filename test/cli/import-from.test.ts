import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeEngram, writeJson } from '../maintenance/import-from/foreign-files.ts'
import { CommandLine } from './command.ts'

const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
const times = { created_at: '2025-11-03T09:10:00.654321+00:00', updated_at: '2025-11-03T09:10:00' }
const row = (id: number, user: string, title: string): object => ({
  id,
  user_id: user,
  session_id: 's',
  type: 'decision',
  title,
  content: 'Tea',
  ...times,
})

test('imports every user of the Python library, and says what it refused', async () => {
  writeJson(join(cli.folder, 'python.json'), [row(1, 'ada', 'One'), row(2, 'bob', 'Two'), row(3, 'bob', ' ')])
  const report = {
    users: 2,
    observations: 2,
    sessions: 0,
    thread_items: 0,
    unchanged: 0,
    deleted: 0,
    others: { prompts: 0 },
    refused: 1,
    refusals: [{ kind: 'observation', row: 3, field: 'title', reason: 'must not be empty' }],
  }
  expect(await cli.json(['import', '--from', 'ilab-python', 'python.json'])).toEqual(report)
  expect(await cli.run(['import', '--from', 'ilab-python', 'python.json'])).toEqual({
    code: 0,
    stderr: '',
    stdout:
      '2 users: Imported 0 observations and 0 sessions; 2 were there already.\nRefused observation 3: title: must not be empty\n',
  })
  expect(await cli.json(['get', '2', '--user', 'bob'])).toMatchObject({ observation: { title: 'Two' } })
})

test('imports an engram database for the user that the command names', async () => {
  const { user_id: _, ...fields } = row(7, 'ada', 'Seven') as Record<string, string>
  writeEngram(join(cli.folder, 'engram.db'), { sessions: [], observations: [fields] })
  expect((await cli.run(['import', '--from', 'engram', 'engram.db'])).stderr).toContain('--user')
  const { stdout } = await cli.run(['import', '--from', 'engram', 'engram.db', '--user', 'eve'])
  expect(stdout).toContain('1 user: Imported 1 observation and 0 sessions')
})

test.each([
  [['import', '--from', 'other', 'python.json'], 'must be one of ilab-python, engram, mem0'],
  [['import', '--from', 'engram'], 'name the file to read'],
  [['import', '--from', 'engram', '--all', 'python.json'], 'without --all'],
  [['import', '--from', 'engram', 'missing.db'], 'there is no file at this path'],
])('%j is refused before a store is made', async (args, message) => {
  const other = new CommandLine()
  const { code, stderr } = await other.run(args, { env: { ILAB_MEMORY_DB_PATH: './none.db' } })
  expect({ isRefused: (code ?? 0) > 1, stderr }).toEqual({
    isRefused: true,
    stderr: expect.stringContaining(message) as string,
  })
  expect(existsSync(join(other.folder, 'none.db'))).toBe(false)
})

test('a dry run tells what would come in and what is refused, and makes no store', async () => {
  const dry = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './dry.db' })
  const memories = [
    { id: 'a', memory: 'Likes tea', user_id: 'ada', created_at: '2025-01-01T00:00:00Z' },
    { id: 'b', memory: '', user_id: 'ada', created_at: '2025-01-01T00:00:00Z' },
  ]
  writeFileSync(join(dry.folder, 'mem0.json'), JSON.stringify({ results: memories }))
  const report = { users: 1, observations: 1, refused: 1 }
  expect(await dry.json(['import', '--from', 'mem0', 'mem0.json', '--dry-run'])).toMatchObject(report)
  const { stdout, stderr } = await dry.run(['import', '--from', 'mem0', 'mem0.json', '--dry-run'])
  expect(stdout).toContain('A dry run: the store was not opened, and nothing was kept.')
  expect([stdout.includes('tea'), stderr, existsSync(join(dry.folder, 'dry.db'))]).toEqual([false, '', false])
  expect(await dry.json(['import', '--from', 'mem0', 'mem0.json'])).toMatchObject(report)
  expect((await dry.run(['import', '--dry-run', 'mem0.json', '--user', 'ada'])).stderr).toContain('--from')
})

test.each(['markdown', 'csv'])(
  'an export as %s comes in again with its texts, types and times',
  async (format) => {
    const here = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
    const draft = {
      type: 'preference',
      title: '=Tea, "hot"',
      content: 'Green\n\n- one > two',
      'topic-key': 'tea',
    }
    const flags = Object.entries(draft).flatMap(([name, value]) => [`--${name}`, value])
    await here.run(['save', '--user', 'ada', ...flags])
    await here.run(['export', '--user', 'ada', '--format', format, 'ada.txt'])
    await here.run(['import', '--from', format, 'ada.txt', '--user', 'bob'])
    const of = async (user: string): Promise<Record<string, unknown>> => {
      const answer = (await here.json(['get', '1', '--user', user])) as {
        observation: Record<string, unknown>
      }
      return answer.observation
    }
    const [original, copy] = [await of('ada'), await of('bob')]
    for (const name of ['type', 'title', 'content', 'topic_key', 'created_at', 'updated_at'])
      expect(copy[name]).toEqual(original[name])
    expect(copy['source']).toBe(`import:${format}`)
    const { stdout } = await here.run(['export', '--user', 'ada', '--format', format])
    expect(stdout).toContain(format === 'csv' ? '"\'=Tea, ""hot"""' : '## =Tea, "hot"')
    expect((await here.run(['export', '--user', 'ada', '--format', 'xml'])).stderr).toContain(
      '--format: must be',
    )
  },
)
