import { describe, test } from 'vitest'
import { aiTools, withMemory } from '../../src/adapters/ai-sdk/index.ts'
import { memoryFiles } from '../../src/adapters/anthropic/index.ts'
import { sessionStore } from '../../src/adapters/claude-agent/index.ts'
import type { OnError } from '../../src/adapters/shared/on-error.ts'
import type { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { adapterContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterOfUser, AdapterSubject } from '../../src/testing/index.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { openFile } from './memories.ts'

/** A subject over a memory in a file, from what an adapter does for one user. */
function subjectOf(
  cannot: AdapterSubject['cannot'],
  adapterOf: (user: UserMemory, onError: OnError) => AdapterOfUser,
): AdapterSubject {
  return {
    ...(cannot === undefined ? {} : { cannot }),
    open: async () => {
      const memory: ILabMemory = await openFile()
      const errors: unknown[] = []
      return {
        forUser: (id) => adapterOf(memory.forUser(id), (error) => errors.push(error)),
        pause: (id) => memory.forUser(id).pause(),
        resume: (id) => memory.forUser(id).resume(),
        breakMemory: () => memory.close(),
        reported: () => errors,
        close: async () => undefined,
      }
    },
  }
}

const tellsTheModel = 'a tool tells the model that it failed, or that the user has paused'

const files = subjectOf(
  {
    failure: tellsTheModel,
    userPause: tellsTheModel,
    textSearch: 'the tool has no search',
    modelInput: 'a path is all that a model gives, and names outside of the folder are refused',
  },
  (user) => {
    const handlers = memoryFiles(user)
    const path = (name: string): string => `/memories/${name}`
    return {
      keep: (name, text) => handlers.create({ path: path(name), file_text: text }),
      show: (name) => handlers.view({ path: path(name) }).catch((error: Error) => error.message),
      list: () => handlers.view({ path: '/memories' }),
      remove: (name) => handlers.delete({ path: path(name) }),
    }
  },
)

const transcripts = subjectOf(
  {
    failure: 'the SDK tries again when an append fails, so the store must say so',
    userPause: 'the SDK tries again when an append fails, so the store must say so',
    textSearch: 'a transcript is read, not searched',
    modelInput: 'a model writes no transcripts',
  },
  (user) => {
    const store = sessionStore(user)
    const key = (sessionId: string) => ({ projectKey: 'project', sessionId })
    return {
      keep: (name, text) => store.append(key(name), [{ type: 'user', text }]),
      show: (name) => store.load(key(name)),
      list: async () => (await store.listSessions('project')).map(({ sessionId }) => sessionId),
      remove: (name) => store.delete(key(name)),
    }
  },
)

const tools = subjectOf(
  {
    failure: tellsTheModel,
    userPause: tellsTheModel,
    names: 'a search shows all that matches',
    removal: 'a model removes by a number',
  },
  (user) => {
    const offered = aiTools(user)
    let calls = 0
    const call = async (name: 'mem_save' | 'mem_search' | 'mem_list', input: object): Promise<string> => {
      const output = await offered[name].execute(input, { toolCallId: `call-${user.userId}-${++calls}` })
      return offered[name].toModelOutput({ output }).value
    }
    return {
      keep: (name, text) =>
        call('mem_save', { type: 'discovery', title: 'A word', content: text, topic_key: name }),
      show: (name) => call('mem_search', { query: `the word in ${name}` }),
      list: () => call('mem_list', {}),
      search: (query) => call('mem_search', { query }),
      callAsModel: (fields) => call('mem_search', { query: 'the word in', ...fields }),
    }
  },
)

const model = subjectOf(
  {
    names: 'what is known about a user spans the conversations',
    listing: 'a model lists nothing',
    removal: 'a model removes nothing',
    modelInput: 'a model does not call itself',
  },
  (user, onError) => {
    const wrapped = withMemory(
      {
        specificationVersion: 'v3',
        provider: 'test',
        modelId: 'test',
        supportedUrls: {},
        doGenerate: async ({ prompt }: { prompt: readonly unknown[] }) => prompt.slice(1),
        doStream: async () => [],
      },
      user,
      { onError },
    )
    const ask = async (text: string): Promise<unknown> =>
      wrapped.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'text', text }] }] })
    return {
      // The model only reads: what the application saves is what it is shown.
      keep: (name, text) =>
        user.save({ type: 'discovery', title: 'A word', content: text, source: name }).catch(onError),
      show: (name) => ask(`the word in ${name}`),
      search: ask,
    }
  },
)

describe.each([
  ['the files of a memory tool', files],
  ['the store of transcripts', transcripts],
  ['the tools of the AI SDK', tools],
  ['a model of the AI SDK with memory', model],
])('%s', (_, subject) => {
  test.for(adapterContract)('$name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, subject)
    if (reason !== null) skip(reason)
    await contractCase.run(subject)
  })
})
