import { describe, expect, test } from 'vitest'
import {
  memoryProcessor,
  type MemoryProcessor,
  type ProcessedRequest,
} from '../../src/adapters/mastra/index.ts'
import type { OnError } from '../../src/adapters/shared/on-error.ts'
import { adapterContract, skipReason } from '../../src/testing/index.ts'
import type { AdapterSubject } from '../../src/testing/index.ts'
import { controlsOf, memories, openFile } from './memories.ts'

function requestOf(userId: string, text: string): ProcessedRequest {
  return {
    prompt: [
      { role: 'system', content: 'You are a helper.' },
      { role: 'user', content: [{ type: 'text', text }] },
    ],
    requestContext: new Map([['mastra__resourceId', userId]]),
    state: {},
  }
}

/** The message that the processor has put behind the two of the request. */
async function added(processed: ReturnType<MemoryProcessor['processLLMRequest']>): Promise<unknown> {
  const prompt = ((await processed)?.prompt ?? []) as readonly unknown[]
  return prompt.slice(2)
}

describe.each(memories)('over an %s memory', (kind, open) => {
  const subject: AdapterSubject = {
    cannot: {
      names: 'what is known about a user spans the conversations',
      listing: 'a processor lists nothing',
      removal: 'a processor removes nothing',
      modelInput: 'a model does not call the processor',
      ...(kind === 'remote' ? { failure: 'the test closes no server' } : {}),
    },
    open: async () => {
      const memory = await open()
      const errors: unknown[] = []
      const onError: OnError = (error) => errors.push(error)
      const processor = memoryProcessor(memory, { onError })
      return {
        forUser: (id) => ({
          // The processor only reads: what the application saves is what it shows.
          keep: (name, text) =>
            memory
              .forUser(id)
              .save({ type: 'discovery', title: 'A word', content: text, source: name })
              .catch((error: Error) => errors.push(error)),
          show: (name) => added(processor.processLLMRequest(requestOf(id, `the word in ${name}`))),
          search: (query) => added(processor.processLLMRequest(requestOf(id, query))),
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

test('reads memory once a request, and leaves the messages before its own as they are', async () => {
  const memory = await openFile()
  await memory.forUser('ada').save({ type: 'preference', title: 'Tea', content: 'Drinks green tea.' })
  let reads = 0
  const processor = memoryProcessor({
    forUser: (id) => {
      reads++
      return memory.forUser(id)
    },
  })
  const request = requestOf('ada', 'Which tea?')
  const first = await processor.processLLMRequest(request)
  const step = [...request.prompt, { role: 'assistant', content: [] }, { role: 'tool', content: [] }]
  const second = await processor.processLLMRequest({ ...request, prompt: step })
  expect(reads).toBe(1)
  const [before, after] = [first?.prompt ?? [], second?.prompt ?? []] as [unknown[], unknown[]]
  expect(before.slice(0, 2)).toEqual(request.prompt)
  expect(before[2]).toMatchObject({
    role: 'user',
    content: [{ text: expect.stringContaining('Drinks green tea.') }],
  })
  expect(after.slice(0, 3)).toEqual(before)
  expect(after.slice(3)).toEqual(step.slice(2))
})

test('goes on without memory, and says so, where a request has no user', async () => {
  const memory = await openFile()
  await memory.forUser('ada').save({ type: 'preference', title: 'Tea', content: 'Drinks green tea.' })
  const errors: unknown[] = []
  const processor = memoryProcessor(memory, { onError: (error) => errors.push(error) })
  const { requestContext: _, ...request } = requestOf('', 'Which tea?')
  expect(await processor.processLLMRequest(request)).toBeUndefined()
  expect(await processor.processLLMRequest(requestOf('no user', 'Which tea?'))).toBeUndefined()
  expect(errors).toMatchObject([{ code: 'invalid_input' }, { code: 'invalid_input' }])
})
