import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SharedLayout } from '../shared/shared-layout.ts'
import { found, listed, type Peer, type PeerText } from './peer.ts'

/** The usual layout in SQLite: one FTS5 index for all users, filtered by a column. */
export function sharedFts5(folder: string): Peer {
  const path = join(folder, 'shared.db')
  const layout = new SharedLayout(path)
  const database = new DatabaseSync(path)
  database.exec('pragma secure_delete = on')
  const newest = database.prepare(
    'select title from observation where user_id = ? order by created_at desc limit ?',
  )
  const remove = database.prepare('delete from observation where user_id = ?')
  let time = 0
  const rowOf = (userId: string, text: PeerText) => ({
    userId,
    type: 'discovery',
    ...text,
    createdAt: time++,
  })
  const titles = (rows: readonly unknown[]): string[] => rows.map((row) => (row as { title: string }).title)
  return {
    name: 'one FTS5 table for all users',
    version: `SQLite ${process.versions['sqlite']}`,
    durability: 'WAL, synchronous FULL',
    folder,
    save: async (user, text) => layout.save([rowOf(user, text)]),
    fill: async (user, texts) => layout.save(texts.map((text) => rowOf(user, text))),
    search: async (user, query) => titles(layout.search(user, quoted(query))).slice(0, found),
    list: async (user) => titles(newest.all(user, listed)),
    erase: async (user) => {
      remove.run(user)
      return 1
    },
    close: async () => {
      database.close()
      layout[Symbol.dispose]()
    },
  }
}

const quoted = (query: string): string =>
  query
    .split(/\W+/)
    .filter((word) => word !== '')
    .map((word) => `"${word}"`)
    .join(' ')
