import { existsSync } from 'node:fs'
import { invalidInput } from '../../core/errors/errors.ts'
import { wire } from '../../wire/wire-names.ts'
import type { Invocation } from '../settings/invocation.ts'
import { keyringPath } from '../settings/keyring-path.ts'
import { operationNamed, withMemory } from './operations/run-operation.ts'
import { requireUser } from '../settings/settings.ts'
import { requireStore } from '../settings/store-location.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { plainLine } from '../terminal/escape-controls.ts'
import { ask } from '../terminal/standard-input.ts'
import { count } from '../terminal/amounts.ts'
import { erased } from '../terminal/views.ts'

/** Removes a user for good, once it is sure that this is meant, and the keys that are bound to the user. */
export async function erase(invocation: Invocation): Promise<void> {
  const { settings, options, isJson } = invocation
  const userId = requireUser(settings)
  const keyring = keyringPath(invocation)
  if (options['yes'] !== true) await confirm(userId)
  requireStore(settings.store)
  const receipt = await withMemory(invocation, (memory) => memory.forUser(userId).erase())
  const keys = keyring !== undefined && existsSync(keyring) ? await keysRemoved(keyring, userId) : 0
  if (isJson) return writeJson(wire(operationNamed('mem_erase_user').output).encode(receipt))
  await writeLines([...erased(receipt), ...(keys === 0 ? [] : [`${count(keys, 'API key')} removed`])])
}

async function keysRemoved(keyring: string, userId: string): Promise<number> {
  const { removeKeysOf } = await import('../../server/access/keyring/keyring.ts')
  return removeKeysOf(keyring, userId)
}

async function confirm(userId: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    invalidInput('erase removes everything of the user for good: pass --yes where nobody can be asked')
  process.stderr.write(`This removes everything of the user ${plainLine(userId)} for good.\n`)
  if ((await ask('Type the user id to go on: ')) !== userId)
    invalidInput('nothing was erased: that is not the user id')
}
