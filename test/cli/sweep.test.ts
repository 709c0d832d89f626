import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { sweepRegularly } from '../../src/cli/commands/regular-sweep.ts'
import { ILabMemory } from '../../src/index.ts'
import { tracesOf } from '../sqlite/inspect.ts'
import { CommandLine, freshFolder } from './command.ts'

const note = ['--type', 'profile', '--title', 'Parking', '--content', 'xfleeting level']

test.each(['./memory/memory.db', './users/'])('sweep removes what has expired in %s', async (store) => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: store })
  await cli.run(['save', ...note])
  expect((await cli.run(['sweep'])).stdout).toBe('Nothing has expired.\n')
  // The process that saves it lives longer than that.
  await cli.run(['update', '1', '--ttl-ms', '1'])
  expect(await cli.json(['sweep'])).toEqual({ users: 1, observations: 1 })
  expect(await cli.json(['sweep'])).toEqual({ users: 0, observations: 0 })
  expect(await cli.json(['stats'])).toMatchObject({ observations: 0 })
  if (store.endsWith('.db')) expect(tracesOf(['xfleeting'], join(cli.folder, store))).toEqual([])
})

test('an end is shown, and an empty one takes it away', async () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })
  await cli.run(['save', ...note, '--expires-at', '2999-01-01'])
  expect((await cli.run(['get', '1'])).stdout).toContain('2999-01-01T00:00:00.000Z')
  await cli.run(['update', '1', '--expires-at', ''])
  expect(await cli.json(['get', '1'])).toMatchObject({ observation: { expires_at: null } })
  const { code, stderr } = await cli.run(['save', ...note, '--expires-at', '1999-01-01'])
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('has come already') })
})

test('a server sweeps at its start and regularly, and logs what it removed and what failed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const clock = { now: Date.UTC(2026, 0, 5) }
  const memory = await ILabMemory.fromPath(join(freshFolder(), 'memory.db'), { clock: () => clock.now })
  const lines: object[] = []
  let noted = Promise.withResolvers<void>()
  const take = (fields: object): void => {
    lines.push(fields)
    noted.resolve()
  }
  const log = { info: take, warn: take, error: take }
  const save = () => memory.forUser('ada').save({ type: 'profile', title: 'T', content: 'C', ttlMs: 1_000 })
  await save()
  clock.now += 1_000
  const sweeping = sweepRegularly(memory, 10, log)
  await noted.promise
  expect(lines).toEqual([{ operation: 'sweep', users: 1, observations: 1 }])
  await save()
  clock.now += 1_000
  noted = Promise.withResolvers()
  vi.advanceTimersByTime(10 * 60_000)
  await noted.promise
  expect(lines).toHaveLength(2)
  await memory.close()
  noted = Promise.withResolvers()
  vi.advanceTimersByTime(10 * 60_000)
  await noted.promise
  expect(lines.at(-1)).toMatchObject({ operation: 'sweep', error: { code: 'closed' } })
  sweeping[Symbol.dispose]()
  vi.advanceTimersByTime(10 * 60_000)
  expect(lines).toHaveLength(3)
  vi.useRealTimers()
})
