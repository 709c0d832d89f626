import { join } from 'node:path'
import { expect } from 'vitest'
import type { Store } from '../../src/core/store/store.ts'
import { ILabMemory } from '../../src/index.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { override } from '../planted-leaks/override.ts'
import { freshFolder, openStore, type Kind } from './fresh-store.ts'

export const freshPath = (name = 'target'): string => join(freshFolder(), name)
export const linesOf = (memory: ILabMemory, userId: string): Promise<string[]> =>
  Array.fromAsync(memory.forUser(userId).export())

export async function expectSame(from: ILabMemory, to: ILabMemory, userIds: Iterable<string>): Promise<void> {
  for (const userId of userIds) expect(await linesOf(to, userId)).toEqual(await linesOf(from, userId))
}

export const note = (content: string) => ({ type: 'decision', title: 'Note', content }) as const

export async function memoryWith(users: readonly string[], kind: Kind = 'file'): Promise<ILabMemory> {
  const memory = await openStore(kind, freshPath('source'))
  for (const userId of users) await memory.forUser(userId).save(note(`first of ${userId}`))
  return memory
}

type ImportRecords = Store['importRecords']

/** A memory over a file that does something else with what an import brings. */
export async function memoryThat(
  change: (importRecords: ImportRecords) => ImportRecords,
): Promise<ILabMemory> {
  const store = await openSqliteStore(freshPath())
  return new ILabMemory(override(store, { importRecords: change(store.importRecords.bind(store)) }))
}
