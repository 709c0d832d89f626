import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { startProgram } from '../fault/program.ts'
import { afterRetries, expected } from '../fault/retry.ts'
import { applicationRole, migratedDatabase, urlOf } from './databases.ts'

test('R30 saves with idempotency keys happen once, tried again after a kill between commit and answer', async () => {
  const url = urlOf(await migratedDatabase(), applicationRole)
  const { signal } = await startProgram('retry', [url]).ended
  expect(signal).toBe('SIGKILL')
  await using memory = await ILabMemory.fromPostgres(url)
  expect(await memory.forUser('alice').stats()).toMatchObject({ observations: 2 })
  expect(await afterRetries(memory)).toEqual(expected)
})
