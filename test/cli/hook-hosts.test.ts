import { describe, expect, test } from 'vitest'
import { payloads, type HostPayloads } from './hook-payloads.ts'
import { draft, Hooked, withTheme, textIn, nothing } from './hooked.ts'

const hosts = Object.entries(payloads)

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
