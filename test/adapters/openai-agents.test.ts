import { describe, expect, test } from 'vitest'
import { agentTools, memorySession } from '../../src/adapters/openai-agents/index.ts'
import type { OnError } from '../../src/adapters/shared/on-error.ts'
import { adapterContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterSubject } from '../../src/testing/index.ts'
import { controlsOf, memories } from './memories.ts'

describe.each(memories)('over an %s memory', (kind, open) => {
  const sessions: AdapterSubject = {
    cannot: {
      modelInput: 'a model does not call a session',
      textSearch: 'a session is read, not searched',
      ...(kind === 'remote' ? { failure: 'the test closes no server' } : {}),
    },
    open: async () => {
      const memory = await open()
      const errors: unknown[] = []
      const onError: OnError = (error) => errors.push(error)
      return {
        forUser: (id) => {
          const user = memory.forUser(id)
          const session = (name: string) => memorySession(user, name, { onError })
          return {
            keep: (name, text) => session(name).addItems([{ role: 'user', content: text }]),
            show: (name) => session(name).getItems(),
            list: () => user.listThreads(),
            remove: (name) => session(name).clearSession(),
          }
        },
        ...controlsOf(memory, errors),
      }
    },
  }

  test.for(adapterContract)('a session $name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, sessions)
    if (reason !== null) skip(reason)
    await contractCase.run(sessions)
  })

  const tools: AdapterSubject = {
    cannot: {
      names: 'a search shows all that matches',
      removal: 'a model removes by a number',
      failure: 'a tool says that it failed',
      userPause: 'a tool says that the user has paused',
    },
    open: async () => {
      const memory = await open()
      const call = async (id: string, name: string, input: object): Promise<string> => {
        const tool = agentTools().find((one) => one.name === name)
        return (await tool?.invoke({ context: { memory: memory.forUser(id) } }, JSON.stringify(input))) ?? ''
      }
      return {
        forUser: (id) => ({
          keep: (name, text) =>
            call(id, 'mem_save', {
              type: 'discovery',
              title: name.slice(0, 9) || '-',
              content: text,
              topic_key: name,
            }),
          show: (name) => call(id, 'mem_search', { query: `the word in ${name}` }),
          list: () => call(id, 'mem_list', {}),
          search: (query) => call(id, 'mem_search', { query }),
          callAsModel: (fields) => call(id, 'mem_search', { query: 'the word in', ...fields }),
        }),
        close: async () => undefined,
      }
    },
  }

  test.for(adapterContract)('a tool $name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, tools)
    if (reason !== null) skip(reason)
    await contractCase.run(tools)
  })
})

test('a run without a handle in its context is refused, also with a whole memory in it', async () => {
  const [tool] = agentTools({ only: ['mem_search'] })
  for (const context of [undefined, null, {}, { memory: null }, { memory: { forUser: () => null } }])
    await expect(tool?.invoke({ context }, '{"query":"tea"}')).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'context.memory',
    })
})
