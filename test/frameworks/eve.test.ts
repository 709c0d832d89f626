import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile, cp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { defineMemory, defineMemoryProvider } from 'eve/memory'
import { byPrincipal } from 'eve/memory/scope'
import { defineTool } from 'eve/tools'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ilabMemory } from '../../src/adapters/eve/index.ts'
import { ILabMemory } from '../../src/index.ts'

const here = import.meta.dirname
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ilab-eve-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('is a provider to the framework, with and without its tools', async () => {
  const memory = await ILabMemory.fromPath(':memory:')
  const provider = defineMemoryProvider(ilabMemory(memory, { defineTool }))
  const defined = defineMemory({ description: 'Facts about the caller.', scope: byPrincipal, provider })
  expect(defined.provider).toBe(provider)
  const tools = await provider.tools?.({ memory: { scope: { key: 'ada' } } })
  expect(Object.keys(tools ?? {})).toEqual(['mem_save', 'mem_search', 'mem_forget'])
  await memory.close()
})

test('remembers for an agent of the framework, from one session to the next', async () => {
  await cp(join(here, 'eve-agent'), folder, { recursive: true })
  // Eve loads the agent from a folder of its own, and takes the adapter from here.
  await symlink(join(here, 'node_modules'), join(folder, 'node_modules'))
  const adapter = join(here, '../../src/adapters/eve/index.ts')
  for (const slot of ['profile.ts', 'session.ts'].map((name) => join(folder, 'agent/memory', name))) {
    const source = await readFile(slot, 'utf8')
    await writeFile(slot, source.replaceAll('../../../../../src/adapters/eve/index.ts', adapter))
  }
  // In a test's environment the framework answers for the model.
  const env = { PATH: process.env['PATH'], HOME: folder, MEMORY_PATH: join(folder, 'memory.db') }
  const eve = join(here, 'node_modules/eve/bin/eve.js')
  const evaluation = promisify(execFile)(process.execPath, [eve, 'eval'], { cwd: folder, env })
  const { stdout } = await evaluation.catch((error: { readonly stdout: string }) => error)
  expect(stdout).toContain('2 passed (2 total)')
})
