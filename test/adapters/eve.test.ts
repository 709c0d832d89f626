import { describe, expect, test } from 'vitest'
import { ilabMemory, type EveToolDefinition, type EveTurnCompleted } from '../../src/adapters/eve/index.ts'
import type { OnError } from '../../src/adapters/shared/on-error.ts'
import type { MemoryOfUsers } from '../../src/core/user-memory.ts'
import { adapterContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterSubject } from '../../src/testing/index.ts'
import { controlsOf, memories, openBroken, openFile } from './memories.ts'

let operations = 0

function turnOf(key: string, said: string, session = 'one', answered = 'Noted.'): EveTurnCompleted {
  const input = [{ role: 'user', content: said }]
  return {
    operationId: `operation-${++operations}`,
    memory: { scope: { key } },
    session: { id: session },
    turn: { input },
    messages: [...input, { role: 'assistant', content: [{ type: 'text', text: answered }] }],
  }
}

/** The framework's own function only stamps the definition. */
const defineTool = (definition: EveToolDefinition): EveToolDefinition => definition

describe.each(memories)('over an %s memory', (kind, open) => {
  const subject: AdapterSubject = {
    cannot: {
      names: 'what is known about a user spans the conversations',
      listing: 'a provider lists nothing',
      removal: 'a model removes by a number',
      ...(kind === 'remote' ? { failure: 'the test closes no server' } : {}),
    },
    open: async () => {
      const memory = await open()
      const errors: unknown[] = []
      const onError: OnError = (error) => errors.push(error)
      const provider = ilabMemory(memory, { onError, defineTool })
      const recall = (id: string, query: string) => provider.recall['turn.started'](turnOf(id, query))
      return {
        forUser: (id) => ({
          keep: async (name, text) => provider.capture?.['turn.completed'](turnOf(id, text, name)),
          show: (name) => recall(id, `the word in ${name}`),
          search: (query) => recall(id, query),
          callAsModel: async (fields) => {
            const tools: Record<string, EveToolDefinition> = (await provider.tools?.(turnOf(id, ''))) ?? {}
            return tools['mem_search']?.execute({ query: 'the word in', ...fields }, {})
          },
        }),
        ...controlsOf(memory, errors),
      }
    },
  }

  test.for(adapterContract)('$name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, subject)
    if (reason !== null) skip(reason)
    await contractCase.run(subject)
  })
})

test('saves a turn once, however often its operation is tried', async () => {
  const memory = await openFile()
  const { capture } = ilabMemory(memory)
  const turn = turnOf('ada', 'I drink green tea.', 'chat-7')
  await capture?.['turn.completed'](turn)
  await capture?.['turn.completed'](turn)
  const { observations } = await memory.forUser('ada').list()
  expect(observations).toMatchObject([
    {
      title: 'I drink green tea.',
      content: 'User: I drink green tea.\nAssistant: Noted.',
      source: 'eve:chat-7',
    },
  ])
})

test('brings nothing back that was forgotten, when an operation is tried again', async () => {
  const memory = await openFile()
  const { capture } = ilabMemory(memory)
  const turn = turnOf('ada', 'I drink green tea.')
  await capture?.['turn.completed'](turn)
  await memory.forUser('ada').forget(1)
  await capture?.['turn.completed'](turn)
  expect((await memory.forUser('ada').stats()).observations).toBe(0)
})

test('takes a scope of the framework for a user as it stands', async () => {
  const memory = await openFile()
  const key = 'memscope1_Zk9yYS1leGFtcGxlLWtleS1vZi1hLXNjb3BlLTEyMzQ1'
  await ilabMemory(memory).capture?.['turn.completed'](turnOf(key, 'I drink green tea.'))
  expect((await memory.forUser(key).stats()).observations).toBe(1)
})

test('recalls nothing where the memory is down, and never throws', async () => {
  const errors: unknown[] = []
  const provider = ilabMemory(await openBroken(), { onError: (error) => errors.push(error), defineTool })
  expect(await provider.recall['turn.started'](turnOf('ada', 'tea?'))).toBeNull()
  await provider.capture?.['turn.completed'](turnOf('ada', 'tea!'))
  expect(await provider.recall['turn.started'](turnOf('no user', 'tea?'))).toBeNull()
  expect(errors).toMatchObject([{ code: 'closed' }, { code: 'closed' }, { code: 'invalid_input' }])
})

test('keeps no private text of a turn, also where a title is cut', async () => {
  const memory = await openFile()
  const said = `${'x'.repeat(85)} <private>4711</private> and a public end`
  await ilabMemory(memory).capture?.['turn.completed'](turnOf('ada', said))
  const [kept] = (await memory.forUser('ada').list()).observations
  expect(`${kept?.title} ${kept?.content}`).not.toContain('4711')
  expect(kept?.content).toContain('and a public end')
})

test('offers no capture and no tools that were not asked for', async () => {
  const memory: MemoryOfUsers = await openFile()
  const provider = ilabMemory(memory, { capture: false })
  expect(Object.keys(provider)).toEqual(['recall'])
})
