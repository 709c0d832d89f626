import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { CommandLine, ended, type Run } from './command.ts'
import { payloads, type HostPayloads } from './hook-payloads.ts'

const hosts = Object.entries(payloads)
const draft = { type: 'preference', title: 'Theme', content: 'Prefers the dark theme.', topicKey: 'ui/theme' }

/** A command line with a store of its own, and what it holds for Ada. */
class Hooked {
  readonly cli = new CommandLine()
  readonly store = join(this.cli.folder, 'memory.db')

  async withMemory<Result>(use: (memory: ILabMemory) => Promise<Result>): Promise<Result> {
    const memory = await ILabMemory.fromPath(this.store)
    try {
      return await use(memory)
    } finally {
      await memory.close()
    }
  }

  hook(payload: object | string, args: readonly string[] = [], user = 'ada'): Promise<Run> {
    const input = typeof payload === 'string' ? payload : JSON.stringify(payload)
    return this.cli.run(['hook', '--user', user, '--store', this.store, ...args], { input })
  }
}

async function withTheme(): Promise<Hooked> {
  const hooked = new Hooked()
  await hooked.withMemory((memory) => memory.forUser('ada').save(draft))
  return hooked
}

/** The text that an answer gives to the model, checked to have no other field. */
function textIn(host: string, payload: object, { code, stdout, stderr }: Run): string {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const answer = JSON.parse(stdout) as { additional_context?: string; hookSpecificOutput?: object }
  if (host === 'cursor') {
    expect(Object.keys(answer)).toEqual(['additional_context'])
    return answer.additional_context ?? ''
  }
  const { hook_event_name: event } = payload as { hook_event_name: string }
  expect(answer).toEqual({
    hookSpecificOutput: { hookEventName: event, additionalContext: expect.any(String) as string },
  })
  return (answer.hookSpecificOutput as { additionalContext: string }).additionalContext
}

const nothing = (host: string): string => (host === 'gemini-cli' || host === 'cursor' ? '{}\n' : '')

describe.each(hosts)('a hook of %s', (host, { start, prompt, answer, end }: HostPayloads) => {
  test('adds memory at the start and to a prompt, for its user alone', async () => {
    const hooked = await withTheme()
    for (const payload of [start, ...(prompt === undefined ? [] : [prompt])]) {
      const text = textIn(host, payload, await hooked.hook(payload))
      expect(text).toMatch(/<memory ([0-9a-f]{16})>[^]*Prefers the dark theme\.[^]*<\/memory \1>/)
      expect(await hooked.hook(payload, [], 'bob')).toEqual({ code: 0, stdout: nothing(host), stderr: '' })
    }
  })

  test('keeps the last answer and ends the session of that conversation', async () => {
    const hooked = new Hooked()
    for (const payload of [answer, answer, end, end])
      expect(await hooked.hook(payload)).toEqual({ code: 0, stdout: nothing(host), stderr: '' })
    await hooked.withMemory(async (memory) => {
      const user = memory.forUser('ada')
      const { observations } = await user.list({ topicKeyPrefix: 'host/' })
      expect(observations).toMatchObject([{ content: 'You like it dark.\nI changed app.css.', revision: 1 }])
      expect(await user.listSessions()).toMatchObject({
        sessions: [{ status: 'completed', summary: 'You like it dark.' }],
      })
      expect(await memory.forUser('bob').stats()).toMatchObject({ observations: 0 })
    })
  })

  test('never exceeds what the host takes whole', async () => {
    const hooked = new Hooked()
    await hooked.withMemory(async (memory) => {
      const drafts = Array.from({ length: 90 }, (_, i) => ({
        ...draft,
        topicKey: `theme/${i}`,
        content: `${i} ${'wörd '.repeat(70)}end.`,
      }))
      await memory.forUser('ada').save(drafts)
    })
    const most = host === 'codex' ? 7_500 : 9_000
    const text = textIn(host, start, await hooked.hook(start, ['--host', host]))
    expect(text.length).toBeLessThanOrEqual(most)
    expect(text.length).toBeGreaterThan(most * 0.8)
    const items = text.split('\n').filter((line) => line.startsWith('- ['))
    expect(items.every((line) => line.endsWith('end.'))).toBe(true)
  })

  test('takes empty, broken, huge and strange input with exit code 0', async () => {
    const hooked = await withTheme()
    const inputs = [
      '',
      ' ',
      '{',
      'null',
      '[]',
      '7',
      '"x"',
      '{}',
      '\uFEFF{}',
      `"${'x'.repeat(9 * 1024 * 1024)}"`,
    ]
    const strange = [
      { ...start, hook_event_name: 'PreToolUse' },
      { ...start, hook_event_name: '__proto__' },
      { ...start, session_id: 7, conversation_id: null },
      { ...start, hook_event_name: 7 },
    ].map((payload) => JSON.stringify(payload))
    const runs = await Promise.all(
      [...inputs, ...strange].map((input) => hooked.hook(input, ['--host', host])),
    )
    for (const { code, stdout, stderr } of runs) {
      expect({ code, stdout }).toEqual({ code: 0, stdout: nothing(host) })
      expect(stderr).toMatch(/^(ilab-memory hook: .*\(invalid_input\)\n)?$/)
    }
  })

  test('ignores subagents, and keeps nothing with --read-only', async () => {
    const hooked = await withTheme()
    for (const payload of [start, answer, end])
      expect((await hooked.hook({ ...payload, agent_id: 'a1' })).stdout).toBe('')
    for (const payload of [answer, end]) await hooked.hook(payload, ['--read-only'])
    await hooked.withMemory(async (memory) =>
      expect(await memory.forUser('ada').stats()).toMatchObject({ observations: 1 }),
    )
  })

  test('respects a pause in silence', async () => {
    const hooked = await withTheme()
    await hooked.withMemory((memory) => memory.forUser('ada').pause())
    for (const payload of [start, answer, end])
      expect(await hooked.hook(payload)).toEqual({ code: 0, stdout: nothing(host), stderr: '' })
  })

  test('has its configuration printed, and the printed command works', async () => {
    const hooked = await withTheme()
    const name = `${host}-hooks`
    const options = ['mcp', '--user', 'ada', '--store', hooked.store, '--print-config', name]
    const { code, stdout, stderr } = await hooked.cli.run(options)
    expect(code).toBe(0)
    expect(stderr).toContain('npm install --global ilab-memory')
    const config = JSON.parse(stdout) as { hooks: Record<string, unknown[]> }
    const commands = new Set(stdout.match(/"command": "ilab-memory .*"/g))
    expect(commands.size).toBe(1)
    const [command = ''] = commands
    expect(command).not.toMatch(/['`$;&|<>\\]/)
    const words = command.slice('"command": "ilab-memory '.length, -1).split(' ')
    const run = await hooked.cli.run(words, { input: JSON.stringify(start) })
    expect(textIn(host, start, run)).toContain('Prefers the dark theme.')
    const seconds = host === 'gemini-cli' ? 1000 : 1
    for (const entries of Object.values(config.hooks))
      for (const entry of entries)
        if (host !== 'cursor')
          expect((entry as { hooks: { timeout: number }[] }).hooks[0]?.timeout).toBeGreaterThanOrEqual(
            5 * seconds,
          )
  })
})

describe('a hook', () => {
  const { start, prompt, answer } = payloads['claude-code']

  test('is short behind a compaction, and silent where a conversation goes on', async () => {
    const hooked = new Hooked()
    await hooked.withMemory((memory) =>
      memory.forUser('ada').save(
        Array.from({ length: 60 }, (_, i) => ({
          ...draft,
          topicKey: `${i}`,
          content: 'x'.repeat(200 + i),
        })),
      ),
    )
    const compact = { ...start, source: 'compact' }
    expect(textIn('claude-code', compact, await hooked.hook(compact)).length).toBeLessThanOrEqual(2_000)
    expect((await hooked.hook({ ...start, source: 'resume' })).stdout).toBe('')
  })

  test('keeps the summary of a compaction once', async () => {
    const hooked = new Hooked()
    const compacted = {
      ...answer,
      hook_event_name: 'PostCompact',
      trigger: 'auto',
      compact_summary: 'A dark theme was chosen.',
    }
    for (const _ of [1, 2]) await hooked.hook(compacted)
    await hooked.withMemory(async (memory) =>
      expect((await memory.forUser('ada').list({ types: ['summary'] })).observations).toHaveLength(1),
    )
  })

  test('keys the answers of a project by the root of its repository', async () => {
    const hooked = new Hooked()
    const root = join(hooked.cli.folder, 'my app')
    const tree = join(hooked.cli.folder, 'elsewhere')
    for (const folder of [join(root, '.git/worktrees/w'), join(root, 'src/deep'), tree])
      mkdirSync(folder, { recursive: true })
    writeFileSync(join(tree, '.git'), `gitdir: ${join(root, '.git/worktrees/w')}\n`)
    for (const cwd of [join(root, 'src/deep'), tree]) await hooked.hook({ ...answer, cwd })
    await hooked.withMemory(async (memory) => {
      const { observations } = await memory.forUser('ada').list()
      expect(observations.map(({ topicKey }) => topicKey)).toEqual([
        `project/my-app/host/${(answer as { session_id: string }).session_id}`,
      ])
    })
    const text = textIn('claude-code', start, await hooked.hook({ ...start, cwd: root }))
    expect(text).toMatch(/^Topic keys of this project begin with project\/my-app\/\n/)
  })

  test('reads no configuration file of the working folder', async () => {
    const hooked = await withTheme()
    const trap = join(hooked.cli.folder, 'trap')
    mkdirSync(trap)
    writeFileSync(join(trap, 'ilab-memory.json'), JSON.stringify({ store: './trap.db', user: 'eve' }))
    const run = await hooked.cli.run(['hook'], {
      input: JSON.stringify(answer),
      cwd: trap,
      env: { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: hooked.store },
    })
    expect(run).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readdirSync(trap)).toEqual(['ilab-memory.json'])
    const unnamed = await hooked.cli.run(['hook', '--store', hooked.store], {
      input: JSON.stringify(start),
      cwd: trap,
    })
    expect(unnamed).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('(invalid_input)') as string,
    })
    const named = [
      'hook',
      '--store',
      hooked.store,
      '--user',
      'ada',
      '--config',
      join(trap, 'ilab-memory.json'),
    ]
    expect((await hooked.cli.run(named, { input: JSON.stringify(start) })).stdout).toContain('dark theme')
  })

  test('makes no store only to read, and says its code where a store fails', async () => {
    const hooked = new Hooked()
    expect(await hooked.hook(start)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(existsSync(hooked.store)).toBe(false)
    writeFileSync(hooked.store, 'no database at all, but a text that is long enough for a header'.repeat(30))
    for (const payload of [start, prompt ?? start, answer]) {
      const { code, stdout, stderr } = await hooked.hook(payload)
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
      expect(stderr).toMatch(/^ilab-memory hook: .* \(\w+\)\n$/)
    }
  })

  test.for([['--nonsense'], ['--host', 'emacs'], ['--max-tokens', 'seven'], ['extra']])(
    'with options %j exits with 0, and repeats nothing of them',
    async (args) => {
      const hooked = await withTheme()
      const { code, stdout, stderr } = await hooked.hook(start, args)
      expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
      expect(stderr).toContain('(invalid_input)')
      for (const word of args.filter((arg) => arg !== '--host' && arg !== '--max-tokens'))
        expect(stderr).not.toContain(word)
    },
  )

  test('goes on where the host reads nothing or ends early', async () => {
    const hooked = await withTheme()
    const { cwd, env } = hooked.cli.place()
    const child = spawn(
      process.execPath,
      [hooked.cli.program, 'hook', '--user', 'ada', '--store', hooked.store],
      {
        cwd,
        env,
      },
    )
    child.stdout.destroy()
    child.stdin.end(JSON.stringify(start))
    expect((await ended(child)).code).toBe(0)
  })

  test('loads no command parser, and shows how it is used', async () => {
    const hooked = new Hooked()
    const { stdout } = await hooked.cli.run(['hook', '--help'])
    expect(stdout).toContain('--read-only')
    const sources = ['main.ts', 'run.ts', 'payload.ts', 'project.ts'].map((name) =>
      readFileSync(join(import.meta.dirname, '../../src/cli/hook', name), 'utf8'),
    )
    expect(sources.join('\n')).not.toMatch(/commander|program\.ts/)
  })
})
