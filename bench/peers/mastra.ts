import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { LibSQLStore, LibSQLVector } from '@mastra/libsql'
import { Memory } from '@mastra/memory'
import { asOneText, found, listed, titleOf, wordVector, type Peer, type PeerText } from './peer.ts'

/** Counted words as the model of meaning that semantic recall needs. */
const countedWords = {
  specificationVersion: 'v2' as const,
  provider: 'bench',
  modelId: 'counted-words',
  maxEmbeddingsPerCall: 256,
  supportsParallelCalls: true,
  doEmbed: async ({ values }: { readonly values: string[] }) => ({
    embeddings: values.map(wordVector),
    usage: { tokens: 0 },
  }),
}

/** Mastra's memory on libsql: messages of one thread a user, with semantic recall over all threads of the user. */
export async function mastra(folder: string, version: string): Promise<Peer> {
  process.env['MASTRA_TELEMETRY_DISABLED'] = '1'
  const url = `file:${join(folder, 'mastra.db')}`
  const storage = new LibSQLStore({ id: 'store', url })
  const vector = new LibSQLVector({ id: 'vectors', url })
  const semanticRecall = { topK: found, messageRange: 0, scope: 'resource' as const }
  const memory = new Memory({
    storage,
    vector,
    embedder: countedWords,
    options: { lastMessages: listed, semanticRecall },
  })
  const threads = new Set<string>()
  const threadOf = async (user: string): Promise<string> => {
    const threadId = `thread-of-${user}`
    if (!threads.has(threadId)) await memory.createThread({ threadId, resourceId: user })
    threads.add(threadId)
    return threadId
  }
  let time = Date.now()
  const fill = async (user: string, texts: readonly PeerText[]): Promise<void> => {
    const threadId = await threadOf(user)
    const messages = texts.map((text) => ({
      id: randomUUID(),
      threadId,
      resourceId: user,
      role: 'user' as const,
      createdAt: new Date(time++),
      content: { format: 2 as const, parts: [{ type: 'text' as const, text: asOneText(text) }] },
    }))
    await memory.saveMessages({ messages })
  }
  const titles = (messages: Awaited<ReturnType<Memory['recall']>>['messages']): string[] =>
    messages.map(({ content }) =>
      titleOf(content.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')),
    )
  return {
    name: 'Mastra memory, libsql',
    version,
    durability: 'WAL, synchronous FULL (default of libsql)',
    folder,
    save: (user, text) => fill(user, [text]),
    fill,
    search: async (user, query) => {
      const threadId = await threadOf(user)
      const threadConfig = { lastMessages: false as const, semanticRecall }
      const asked = { threadId, resourceId: user, vectorSearchString: query, perPage: 0, threadConfig }
      return titles((await memory.recall(asked)).messages)
    },
    list: async (user) => {
      const threadId = await threadOf(user)
      const orderBy = { field: 'createdAt' as const, direction: 'DESC' as const }
      return titles(
        (await memory.recall({ threadId, resourceId: user, perPage: listed, page: 0, orderBy })).messages,
      )
    },
    erase: async (user) => {
      await memory.deleteThread(await threadOf(user))
      await memory.settled()
      threads.delete(`thread-of-${user}`)
      return 1
    },
    close: async () => {
      await memory.settled()
      await storage.close()
      await vector.close()
    },
  }
}
