import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runNode } from '../examples/run.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'ilab-examples-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// The examples lie beside a package that needs no framework. Here they find what they install.
cpSync(join(root, 'examples/language-model.ts'), join(folder, 'language-model.ts'))
cpSync(join(root, 'examples/chat-prompt.ts'), join(folder, 'chat-prompt.ts'))
mkdirSync(join(folder, 'frameworks'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
symlinkSync(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'))
const examples = globSync('examples/frameworks/*.ts', { cwd: root }).map((path) => {
  const file = join(folder, 'frameworks', basename(path))
  writeFileSync(file, readFileSync(join(root, path), 'utf8').replaceAll('../../src/', `${root}/src/`))
  return file
})
for (const file of ['language-model.ts', 'chat-prompt.ts'])
  writeFileSync(
    join(folder, file),
    readFileSync(join(folder, file), 'utf8').replaceAll('../src/', `${root}/src/`),
  )

let runs = 0

async function printed(name: string, path = join(folder, `${++runs}.db`)): Promise<string> {
  const file = join(folder, 'frameworks', name)
  const { code, stdout, stderr } = await runNode([file], { cwd: folder, env: { ILAB_MEMORY_DB_PATH: path } })
  expect([code, stderr]).toEqual([0, ''])
  return stdout
}

test('an agent of LangGraph tells each user what that user said, also in a second run', async () => {
  const path = join(folder, 'graph.db')
  expect(await printed('langgraph-agent.ts', path)).toBe(`ada: My dog is called Rex.
  I do not know yet.
bob: My dog is called Momo.
  I do not know yet.
ada: What is my dog called?
  You told me: My dog is called Rex.
bob: What is my dog called?
  You told me: My dog is called Momo.
`)
  const second = await printed('langgraph-agent.ts', path)
  expect(second).toContain('ada: My dog is called Rex.\n  You told me: My dog is called Rex.')
  expect(second).not.toMatch(/ada: .*\n.*Momo/)
})

test('an agent goes on for days with a prompt that stays small', async () => {
  const [monday, tuesday, ...decided] = (await printed('long-running-agent.ts')).trim().split('\n')
  const lengthOf = (day = ''): number =>
    Number(/^\w+: 12 turns, longest prompt (\d+) characters$/.exec(day)?.[1])
  expect(lengthOf(tuesday)).toBeLessThan(lengthOf(monday) * 1.5)
  expect(decided.toSorted()).toEqual([
    'decided: Choose the cache (architecture/cache)',
    'decided: Choose the database (architecture/database)',
    'decided: Choose the queue (architecture/queue)',
  ])
})

test('a chat server of the AI SDK remembers each user alone', async () => {
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', ILAB_MEMORY_DB_PATH: join(folder, 'chat.db') }
  const server = spawn(process.execPath, [join(folder, 'frameworks/ai-sdk-chat-server.ts')], {
    cwd: folder,
    env,
  })
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer]
    const [url = ''] = /http:\S+/.exec(String(line)) ?? []
    const say = async (token: string, body: string): Promise<string> =>
      (await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body })).text()
    expect(await say('ada-token', 'I like it dark.')).toBe('I will remember that.\n')
    expect(await say('ada-token', 'How do I like it?')).toBe('You said: Said: I like it dark.\n')
    expect(await say('bob-token', 'How do I like it?')).toBe('You said: nothing yet\n')
    expect(await say('nothing', 'How do I like it?')).toBe('sign in first')
  } finally {
    server.kill()
    await once(server, 'exit')
  }
})

test('an agent of the Claude Agent SDK is shown what it knows of the turn before', async () => {
  const path = join(folder, 'claude.db')
  expect(await printed('claude-agent.ts', path)).toBe('Claude is shown no memory yet.\n')
  expect(await printed('claude-agent.ts', path)).toContain('You asked: Which theme do I like?')
})

test('the examples have the types that they claim', async () => {
  const config = join(folder, 'tsconfig.json')
  const compilerOptions = { typeRoots: [join(root, 'node_modules/@types')] }
  const extended = join(root, 'tsconfig.json')
  writeFileSync(config, JSON.stringify({ extends: extended, compilerOptions, files: examples, include: [] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  expect((await runNode([tsc, '-p', config], { cwd: folder })).stdout).toBe('')
})
