import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/client'
import { describe, expect, test } from 'vitest'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { canariesIn, lostWords, privacyCorpus, type PrivacyCase } from '../../../src/testing/index.ts'
import { bytesBeside } from '../../sqlite/inspect.ts'
import { connectInMemory } from './connected.ts'
import { freshFolder } from './served.ts'

type Way = (
  privacyCase: PrivacyCase,
  number: number,
) => readonly [tool: string, given: Record<string, unknown>]

function whole({ title, content }: PrivacyCase): string {
  return title + content
}

/** Every field of a tool that takes text. */
const ways: Readonly<Record<string, Way>> = {
  'title and content': ({ title, content }) => ['mem_save', { type: 'discovery', title, content }],
  'a topic key': (privacyCase, number) => [
    'mem_save',
    { type: 'discovery', title: `t${number}`, content: 'c', topic_key: whole(privacyCase).slice(0, 255) },
  ],
  'a type': (privacyCase) => ['mem_save', { type: whole(privacyCase), title: 'a', content: 'b' }],
  'a field that does not exist': (privacyCase) => [
    'mem_save',
    { type: 'discovery', title: 'a', content: 'b', [whole(privacyCase)]: whole(privacyCase) },
  ],
  'a summary on the way': (privacyCase) => ['mem_session_summary', { summary: whole(privacyCase) }],
  'a summary in the end': (privacyCase) => ['mem_session_end', { summary: whole(privacyCase) }],
  'a query': (privacyCase) => ['mem_search', { query: whole(privacyCase) }],
  'a prefix and a cursor': (privacyCase) => [
    'mem_list',
    { topic_key_prefix: whole(privacyCase), cursor: whole(privacyCase).slice(0, 200) },
  ],
  'a name of a tool': (privacyCase) => [whole(privacyCase), {}],
}

/** Everything that came back, or the error of the protocol. */
async function answerOf(client: Client, name: string, given: Record<string, unknown>): Promise<string> {
  return client.callTool({ name, arguments: given }).then(
    (result) => JSON.stringify(result),
    (error: unknown) => String(error),
  )
}

describe('R20: private text through', () => {
  test.each(Object.entries(ways))(
    '%s reaches no file, no answer and no log',
    { timeout: 60_000 },
    async (_, way) => {
      const path = join(freshFolder(), 'memory.db')
      const memory = await ILabMemory.fromPath(path)
      const log: string[] = []
      const options = { memory, tools: toolNames, log: (line: string) => log.push(line) }
      const client = await connectInMemory(options, 'alice')
      const answers: string[] = []
      for (const [number, privacyCase] of privacyCorpus.entries())
        answers.push(await answerOf(client, ...way(privacyCase, number)))
      answers.push(await answerOf(client, 'mem_export', {}), await answerOf(client, 'mem_session_start', {}))
      await memory.close()
      expect(canariesIn([...answers, ...log].join('\n'))).toEqual([])
      for (const [file, bytes] of bytesBeside(path))
        expect([file, canariesIn(bytes.toString('latin1'))]).toEqual([file, []])
    },
  )

  test('a tool leaves what is not private', async () => {
    const memory = await ILabMemory.fromPath(join(freshFolder(), 'memory.db'))
    const client = await connectInMemory({ memory }, 'alice')
    for (const { title, content } of privacyCorpus)
      await client.callTool({ name: 'mem_save', arguments: { type: 'discovery', title, content } })
    const kept = (await Array.fromAsync(memory.forUser('alice').export())).join('\n')
    expect(privacyCorpus.flatMap((privacyCase) => lostWords(privacyCase, kept))).toEqual([])
    await memory.close()
  })
})
