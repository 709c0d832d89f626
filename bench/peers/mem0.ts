import { join } from 'node:path'
import { Embeddings } from '@langchain/core/embeddings'
import type { MemoryItem } from 'mem0ai/oss'
import {
  asOneText,
  dimensions,
  found,
  listed,
  titleOf,
  wordVector,
  type Peer,
  type PeerText,
} from './peer.ts'

class CountedWords extends Embeddings {
  constructor() {
    super({})
  }
  override embedQuery(text: string): Promise<number[]> {
    return Promise.resolve(wordVector(text))
  }
  override embedDocuments(texts: string[]): Promise<number[][]> {
    return Promise.resolve(texts.map(wordVector))
  }
}

/**
 * mem0 with its local vector store and without a model: texts are kept as they are (`infer: false`), and counted words stand for
 * vectors of meaning.
 */
export async function mem0(folder: string, version: string): Promise<Peer> {
  process.env['MEM0_TELEMETRY'] = 'false'
  process.env['MEM0_DIR'] = folder
  const { Memory } = await import('mem0ai/oss')
  const memory = new Memory({
    embedder: { provider: 'langchain', config: { model: new CountedWords() } },
    vectorStore: {
      provider: 'memory',
      config: { collectionName: 'memories', dimension: dimensions, dbPath: join(folder, 'vectors.db') },
    },
    // Never called: nothing is inferred.
    llm: { provider: 'langchain', config: { model: { invoke: async () => ({ content: '{}' }) } } },
    historyDbPath: join(folder, 'history.db'),
  })
  const save = async (user: string, text: PeerText): Promise<void> =>
    void (await memory.add(asOneText(text), { userId: user, infer: false }))
  const titles = (items: readonly MemoryItem[]): string[] => items.map((item) => titleOf(item.memory))
  return {
    name: 'mem0, local vector store',
    version,
    durability: 'rollback journal, synchronous FULL (defaults of better-sqlite3)',
    folder,
    save,
    fill: async (user, texts) => {
      for (const text of texts) await save(user, text)
    },
    search: async (user, query) => {
      const { results } = await memory.search(query, { filters: { user_id: user }, topK: found })
      return titles(results)
    },
    list: async (user) => titles((await memory.getAll({ filters: { user_id: user }, topK: listed })).results),
    erase: async (user) => {
      await memory.deleteAll({ userId: user })
      return 1
    },
    close: async () => undefined,
  }
}
