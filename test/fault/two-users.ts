import { copyFileSync } from 'node:fs'
import type { Draft, UserMemory } from '../../src/index.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'

/** An observation with words that many others have, and one of its own. */
export function noteOf(number: number, words: number): Draft {
  const others = Array.from({ length: words }, (_, i) => `shared${(number * 7 + i) % 90}`).join(' ')
  return { type: 'pattern', title: `Note ${number}`, content: `${others} number${number}` }
}

/** Everything that a user must still have after the removal of another user. */
export async function everythingOf(user: UserMemory): Promise<unknown> {
  return [await Array.fromAsync(user.export()), await user.search('shared3 number7', { limit: 60 })]
}

/** Copies a file that no process has open to a fresh place, and returns that. */
export function copyOf(origin: string): string {
  const path = freshPath()
  copyFileSync(origin, path)
  return path
}
