import { randomUUID } from 'node:crypto'
import { PostgresStore } from '@langchain/langgraph-checkpoint-postgres/store'
import { found, listed, type Peer, type PeerText } from './peer.ts'

/** LangGraph's store on PostgreSQL, with its search by text. A namespace is the user and `memories`, as its guides have it. */
export async function langGraph(url: string, folder: string, version: string): Promise<Peer> {
  const store = PostgresStore.fromConnString(url)
  await store.setup()
  const namespaceOf = (user: string): string[] => [user, 'memories']
  const save = (user: string, { title, content }: PeerText): Promise<void> =>
    store.put(namespaceOf(user), randomUUID(), { title, content })
  const titles = (items: readonly { readonly value: Record<string, unknown> }[]): string[] =>
    items.map(({ value }) => String(value['title']))
  return {
    name: 'LangGraph PostgresStore',
    version,
    durability: 'synchronous_commit on',
    folder,
    save,
    fill: async (user, texts) => void (await Promise.all(texts.map((text) => save(user, text)))),
    search: async (user, query) => titles(await store.search(namespaceOf(user), { query, limit: found })),
    list: async (user) => titles(await store.search(namespaceOf(user), { limit: listed })),
    erase: async (user) => {
      const items = await store.search(namespaceOf(user), { limit: 1_000_000 })
      for (const { namespace, key } of items) await store.delete(namespace, key)
      return items.length
    },
    close: () => store.stop(),
    facts: async () => {
      await store.put(['memories', '1'], 'own', { title: 'of 1' })
      await store.put(['memories', '10'], 'other', { title: 'of 10' })
      const seen = titles(await store.search(['memories', '1'], { limit: listed }))
      const refused = await store.put(['ada@example.com', 'memories'], 'key', {}).then(
        () => 'takes',
        () => 'refuses',
      )
      return [
        `A namespace that ends with the user, [memories, 1], finds: ${seen.toSorted().join(', ')}.`,
        `It ${refused} a user id with a dot, such as ada@example.com.`,
      ]
    },
  }
}
