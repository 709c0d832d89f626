import { join } from 'node:path'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { found, listed, type Peer, type PeerText } from './peer.ts'

function peerOf(memory: ILabMemory, rest: Pick<Peer, 'name' | 'durability' | 'folder'>): Peer {
  const draftOf = (text: PeerText): { type: string } & PeerText => ({ type: 'discovery', ...text })
  return {
    ...rest,
    version: 'this version',
    save: async (user, text) => void (await memory.forUser(user).save(draftOf(text))),
    fill: async (user, texts) => void (await memory.forUser(user).save(texts.map(draftOf))),
    search: async (user, query) => {
      const results = await memory.forUser(user).search(query, { limit: found })
      return results.map(({ title }) => title)
    },
    list: async (user) => {
      const page = await memory.forUser(user).list({ limit: listed })
      return page.observations.map(({ title }) => title)
    },
    erase: async (user) => {
      await memory.forUser(user).erase()
      return 1
    },
    close: () => memory.close(),
  }
}

/** Our SQLite file. */
export async function ourFile(folder: string): Promise<Peer> {
  const memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
  return peerOf(memory, { name: 'ilab-memory, SQLite', durability: 'WAL, synchronous FULL', folder })
}

/** Our tables in PostgreSQL. */
export async function ourPostgres(url: string, folder: string): Promise<Peer> {
  const memory = await ILabMemory.fromPostgres(url)
  return peerOf(memory, { name: 'ilab-memory, PostgreSQL', durability: 'synchronous_commit on', folder })
}
