import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ILabMemory } from '../../src/index.ts'
import { freshFolder } from '../sqlite/fresh-folder.ts'

export { freshFolder }

/** The two kinds of stores that lie in files. */
export const kinds = ['file', 'folder'] as const
export type Kind = (typeof kinds)[number]

export function openStore(kind: Kind, path: string): Promise<ILabMemory> {
  return kind === 'file' ? ILabMemory.fromPath(path) : ILabMemory.fromDirectory(path)
}

/** Some users with observations, topics, sessions; closed again. */
export async function grownStore(
  kind: Kind,
  users: readonly string[] = ['ada', 'bob'],
  each = 30,
): Promise<string> {
  const path = join(freshFolder(), 'store', kind === 'file' ? 'memory.db' : 'users')
  const memory = await openStore(kind, path)
  for (const userId of users) {
    const user = memory.forUser(userId)
    const saves = Array.from({ length: each }, (_, i) =>
      user.save({
        type: i % 7 === 3 ? 'item' : i % 2 === 0 ? 'decision' : 'pattern',
        title: `Note ${i}`,
        content: `${userId} wrote zebra${i} about gardening and letters, größe\u2028and more`,
        ...(i % 5 === 0 ? { topicKey: `area/${i % 10}` } : {}),
        ...(i % 3 === 0
          ? { data: { place: { i } }, source: 'chat:größe', keywords: ['Grüße', 'flora'] }
          : {}),
      }),
    )
    await Promise.all(saves)
    await user.thread('größe').append([{ role: 'user', content: 'hello' }, 'größe'], { idempotencyKey: 'a' })
    await user.startSession({ key: 'window größe' })
    await user.endSession(`${userId} is done`)
    await user.save({ type: 'profile', title: 'Name', content: userId })
  }
  await memory.close()
  return path
}

export async function exported(kind: Kind, path: string, userId: string): Promise<string[]> {
  const memory = await openStore(kind, path)
  const lines = await Array.fromAsync(memory.forUser(userId).export())
  await memory.close()
  return lines
}

/** Every file and folder below a path, with its mode and what it holds. */
export function everythingIn(path: string): Map<string, { mode: number; bytes: Buffer | null }> {
  const names = ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })].toSorted()
  return new Map(
    names.map((name) => {
      const place = join(path, name)
      const found = lstatSync(place)
      return [name, { mode: found.mode & 0o777, bytes: found.isFile() ? readFileSync(place) : null }] as const
    }),
  )
}
