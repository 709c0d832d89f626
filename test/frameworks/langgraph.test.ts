import { END, MemorySaver, START, StateGraph, StateSchema, type BaseStore } from '@langchain/langgraph'
import { AIMessage } from '@langchain/core/messages'
import { InMemoryStore } from '@langchain/langgraph-checkpoint'
import { StoreBackend } from 'deepagents'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { memoryStore } from '../../src/adapters/langgraph/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { graphStoreContract, skipReason } from '../../src/testing/index.ts'
import type { GraphStoreSubject } from '../../src/testing/index.ts'

let memory: ILabMemory
let store: BaseStore

beforeEach(async () => {
  memory = await ILabMemory.fromPath(':memory:')
  store = memoryStore(memory)
})

afterEach(() => memory.close())

describe('the contract describes the framework', () => {
  const subject: GraphStoreSubject = {
    cannot: {
      oneUserACall: 'the framework\u2019s own store serves all users in one call',
      textSearch: 'it needs a model of embeddings',
    },
    open: async () => ({ store: new InMemoryStore(), close: async () => undefined }),
  }

  test.for(graphStoreContract)('$name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, subject)
    if (reason !== null) skip(reason)
    await contractCase.run(subject)
  })
})

describe('a compiled graph', () => {
  const State = new StateSchema({ said: z.string(), known: z.array(z.string()).default([]) })

  /** A graph that searches what is known about its user, then keeps what the user said. */
  function graph() {
    return new StateGraph(State)
      .addNode('remember', async ({ said }, { store: given, configurable }) => {
        const user = String(configurable?.['user_id'])
        const found = (await given?.search([user, 'memories'], { query: said })) ?? []
        await given?.put([user, 'memories'], said, { text: said })
        return { known: found.map(({ value }) => String(value['text'])) }
      })
      .addEdge(START, 'remember')
      .addEdge('remember', END)
      .compile({ store, checkpointer: new MemorySaver() })
  }

  const as = (user: string) => ({ configurable: { user_id: user, thread_id: `chat of ${user}` } })

  test('shows each of two users what that user said before', async () => {
    const compiled = graph()
    await compiled.invoke({ said: 'my dog is called Rex' }, as('dave'))
    await compiled.invoke({ said: 'my dog is called Momo' }, as('erin'))
    const [dave, erin] = await Promise.all([
      compiled.invoke({ said: 'what is my dog called?' }, as('dave')),
      compiled.invoke({ said: 'what is my dog called?' }, as('erin')),
    ])
    expect(dave.known).toEqual(['my dog is called Rex'])
    expect(erin.known).toEqual(['my dog is called Momo'])
  })

  test('fails no run of one user for what another user\u2019s run does at the same time', async () => {
    const compiled = graph()
    const runs = await Promise.allSettled([
      compiled.invoke({ said: 'my dog is called Rex' }, as('dave')),
      compiled.invoke({ said: 'my dog is called Momo' }, as('no user')),
    ])
    expect(runs.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })

  test('goes on while the memory is down, and reports it', async () => {
    const errors: unknown[] = []
    store = memoryStore(memory, { onError: (error) => errors.push(error) })
    await memory.close()
    const { known } = await graph().invoke({ said: 'hello' }, as('dave'))
    expect(known).toEqual([])
    expect(errors).toMatchObject([{ code: 'closed' }, { code: 'closed' }])
  })

  test('goes on while the user has paused the memory', async () => {
    await memory.forUser('dave').pause()
    const { known } = await graph().invoke({ said: 'hello' }, as('dave'))
    expect(known).toEqual([])
    await memory.forUser('dave').resume()
    expect(await store.search(['dave'])).toEqual([])
  })
})

describe('the files of DeepAgents', () => {
  const filesOf = (user: string): StoreBackend =>
    new StoreBackend({ store, namespace: () => [user, 'filesystem'] })

  test('writes, edits, reads, lists and finds the files of each user', async () => {
    const [ada, bob] = [filesOf('ada'), filesOf('bob')]
    await ada.write('/memories/style.md', 'Ada writes short sentences.')
    await bob.write('/memories/style.md', 'Bob writes long sentences.')
    await ada.write('/memories/work/plan.md', 'Ship on Friday.')
    await ada.edit('/memories/style.md', 'short', 'very short')

    expect(await ada.read('/memories/style.md')).toMatchObject({
      content: 'Ada writes very short sentences.',
    })
    expect(await bob.read('/memories/style.md')).toMatchObject({ content: 'Bob writes long sentences.' })
    expect((await ada.ls('/memories')).files?.map(({ path }) => path)).toEqual([
      '/memories/style.md',
      '/memories/work/',
    ])
    expect((await bob.ls('/memories')).files?.map(({ path }) => path)).toEqual(['/memories/style.md'])
    expect((await bob.grep('sentences')).matches).toMatchObject([{ text: 'Bob writes long sentences.' }])
    expect((await ada.glob('**/*.md', '/')).files?.map(({ path }) => path).toSorted()).toEqual([
      '/memories/style.md',
      '/memories/work/plan.md',
    ])
    expect(await bob.read('/memories/work/plan.md')).toHaveProperty('error')
  })
})

test('an answer of the graph reaches a model as data of the user alone', async () => {
  await store.put(['ada', 'memories'], 'one', { text: 'likes tea' })
  expect(new AIMessage(JSON.stringify(await store.search(['bob']))).text).toBe('[]')
})
