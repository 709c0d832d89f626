import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ended } from './command.ts'
import { payloads } from './hook-payloads.ts'
import { draft, Hooked, withTheme, textIn } from './hooked.ts'

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
    const sources = ['process-setup', 'hook/run', 'hook/payload', 'hook/project'].map((name) =>
      readFileSync(join(import.meta.dirname, `../../src/cli/${name}.ts`), 'utf8'),
    )
    expect(sources.join('\n')).not.toMatch(/commander|program\.ts/)
  })
})
