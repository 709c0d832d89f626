import { join } from 'node:path'
import type * as z from 'zod/mini'
import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/client/index.ts'
import { mayBeAbsent } from '../../src/core/input/input.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { openToAnyone, serve } from '../../src/server/http/index.ts'
import { configSchema } from '../../src/memory/config/config.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { outcomeOf } from '../../src/testing/canonical.ts'
import { createReferenceStore } from '../../src/testing/index.ts'
import { operations, type Operation, type OperationName } from '../../src/wire/operations.ts'
import { runOf } from '../../src/wire/run-operation.ts'
import { routes } from '../../src/wire/routes.ts'
import { toSnakeCase, wire } from '../../src/wire/wire-names.ts'
import { freshFolder } from '../server/http/fixture.ts'
import { toolNames } from '../../src/memory/tools/offers.ts'
import { connectInMemory, textOf } from '../server/mcp/connected.ts'

/** The fields that each operation needs; the others are optional. */
const needed = {
  mem_session_start: {},
  mem_session_end: { summary: 'Over.' },
  mem_session_summary: { summary: 'So far.' },
  mem_save: { type: 'profile', title: 'Name', content: 'Ada' },
  mem_save_many: { drafts: [{ type: 'profile', title: 'Name', content: 'Ada' }] },
  mem_update: { observationId: 1, title: 'Name', content: 'Ada' },
  mem_search: { query: 'ada' },
  mem_get_observation: { observationId: 1 },
  mem_history: { observationId: 1 },
  mem_approve: { observationId: 1 },
  mem_revert: { observationId: 1, revision: 1 },
  mem_timeline: { observationId: 1 },
  mem_stats: {},
  mem_list: {},
  mem_pause: {},
  mem_resume: {},
  mem_settings: {},
  mem_journal: {},
  mem_context: {},
  mem_forget: { observationId: 99 },
  mem_forget_all: { topicKeyPrefix: 'absent', createdBefore: '1970-01-01' },
  mem_session_list: {},
  mem_session_get: { sessionId: 'absent' },
  mem_session_update: { sessionId: 'absent', summary: 'Over.' },
  mem_session_forget: { sessionId: 'absent' },
  mem_thread_append: { thread: 'chat', items: [null] },
  mem_thread_read: { thread: 'chat' },
  mem_thread_pop: { thread: 'chat' },
  mem_thread_clear: { thread: 'chat' },
  mem_thread_list: {},
  mem_erase_user: {},
  mem_export: {},
  mem_import: { lines: ['{"kind":"header","format":1,"next_observation_id":1}'] },
} satisfies Readonly<Record<OperationName, Readonly<Record<string, unknown>>>>

/** One of these is needed, and over HTTP the address holds it. */
function isReference(field: string): boolean {
  return field === 'observationId' || field === 'topicKey'
}

interface OptionalField {
  readonly operation: NamedOperation
  readonly field: string
}

type NamedOperation = Operation & { readonly name: OperationName }

const table: readonly OptionalField[] = (operations as readonly NamedOperation[]).flatMap((operation) => {
  const { shape } = (operation.input as z.ZodMiniObject).def
  return Object.entries(shape)
    .filter(([field, schema]) => mayBeAbsent(schema) && !('observationId' in shape && isReference(field)))
    .map(([field]) => ({ operation, field }))
})
const named = table.map(({ operation, field }) => [`${operation.name} ${field}`, operation, field] as const)

// Scores fall with time, and the answers are compared.
const now = Date.now()
const memory = new ILabMemory(createReferenceStore(), { clock: () => now })
const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
const remote = connect(server.url)
afterAll(async () => {
  await remote.close()
  await server.close()
  await memory.close()
})

const folder = freshFolder()

/** A fresh user with one observation. */
let users = 0
async function userWithOne(): Promise<string> {
  const userId = `user-${++users}`
  await memory.forUser(userId).save({ type: 'profile', title: 'Name', content: 'Ada' })
  return userId
}

/** An outcome without the ids and times that differ from one user to the next. */
function steady(outcome: string): string {
  return outcome.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|user-\d+|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '*')
}

test('the table knows the optional fields of every operation', () => {
  const names = named.map(([name]) => name)
  for (const name of ['mem_save topicKey', 'mem_search types', 'mem_timeline before', 'mem_list cursor'])
    expect(names).toContain(name)
})

describe.each([
  ['the library', (userId: string): UserMemory => memory.forUser(userId)],
  ['the client', (userId: string): UserMemory => remote.forUser(userId)],
])('%s takes null and undefined as not given', (_, handleOf) => {
  test.each(named)('%s', async (_name, { name }, field) => {
    const answer = async (input: object): Promise<string> => {
      const handle = handleOf(await userWithOne())
      return steady(await outcomeOf(() => runOf({ name })(handle, input)))
    }
    const plain = await answer(needed[name])
    for (const absent of [null, undefined])
      expect(await answer({ ...needed[name], [field]: absent })).toEqual(plain)
  })

  test.each(['save', 'summarizeSession'] as const)('the idempotency key of %s', async (method) => {
    const handle = handleOf(await userWithOne())
    for (const options of [null, undefined, { idempotencyKey: null }, { idempotencyKey: undefined }])
      await (method === 'save'
        ? handle.save(needed.mem_save, options)
        : handle.summarizeSession('So far.', options))
  })

  test.each(['search', 'timeline', 'list'] as const)('all options of %s', async (method) => {
    const handle = handleOf(await userWithOne())
    const first = { search: 'ada', timeline: 1, list: undefined }[method]
    for (const options of [null, undefined, {}]) {
      const call = Reflect.get(handle, method) as (...input: unknown[]) => Promise<object>
      const given = first === undefined ? [options] : [first, options]
      const found = await call.apply(handle, given)
      expect(JSON.stringify(found)).toContain('Name')
    }
  })
})

describe('HTTP takes null in a body, and an empty value in a query, as not given', () => {
  test.each(named)('%s', async (_name, { name, input }, field) => {
    const headers = { 'x-user-id': await userWithOne(), 'content-type': 'application/json' }
    const encoded = wire(input).encode({ ...needed[name], [field]: null }) as Record<string, unknown>
    const route = routes[name]
    const { observation_id: id, ...fields } = encoded
    const path = route.path.replace('{observation_id}', String(id))
    const query = new URLSearchParams(
      Object.entries(fields).map(
        ([key, value]) => [key, typeof value === 'string' ? value : ''] as [string, string],
      ),
    )
    const url = `${server.url}${path}${route.input === 'query' ? `?${query.toString()}` : ''}`
    const body = route.input === 'json' ? JSON.stringify(fields) : null
    const answer = await fetch(url, { method: route.method, headers, body })
    // What is forgotten is not there a second time, so the example names what is not there at all.
    const isTaken = answer.status < 300 || (name === 'mem_forget' && answer.status === 404)
    expect([isTaken, await answer.text()]).toEqual([true, expect.stringContaining('"')])
  })

  test.each(operations.filter(({ name }) => routes[name].input === 'json').map(({ name }) => name))(
    '%s refuses a field that it does not know, null or not',
    async (name) => {
      const headers = { 'x-user-id': await userWithOne(), 'content-type': 'application/json' }
      const body = JSON.stringify({ ...needed[name], user_id: null })
      const { method, path } = routes[name]
      expect((await fetch(server.url + path, { method, headers, body })).status).toBe(400)
    },
  )
})

describe('options that are null are not given', () => {
  test('to the openers of a memory', async () => {
    const options = Object.fromEntries(Object.keys(configSchema().shape).map((name) => [name, null]))
    for (const config of [null, options])
      for (const threads of [null, 1]) {
        const given = config === null ? null : { ...config, threads }
        await using opened = await ILabMemory.fromPath(join(folder, 'memory.db'), given)
        await opened.forUser('ada').stats()
      }
    await using over = new ILabMemory(createReferenceStore(), { language: null, search: null })
    await over.forUser('ada').stats()
  })

  test.each(['apiKey', 'token', 'fetch', 'retries', 'timeoutMs', 'idempotencyKeys', 'headers', 'signal'])(
    'to the client: %s',
    async (option) => {
      await using client = connect(server.url, { [option]: null })
      await client.forUser('ada').stats()
    },
  )

  test('to the client: all', async () => {
    await using client = connect(server.url, null)
    await client.forUser('ada').stats()
  })

  test.each([
    'host',
    'operator',
    'allowedHosts',
    'allowedOrigins',
    'limits',
    'mcp',
    'log',
    'basePath',
    'proxies',
  ])('to the server: %s', async (option) => {
    const other = await serve({ memory, authenticator: openToAnyone, port: 0, [option]: null })
    await other.close()
  })

  test('to the tools', async () => {
    const client = await connectInMemory({ memory, tools: null, log: null }, 'ada')
    expect((await client.listTools()).tools.length).toBeGreaterThan(5)
    await client.close()
  })
})

test('MCP takes null as not given, in every optional argument of every tool', async () => {
  const client = await connectInMemory({ memory, tools: toolNames }, await userWithOne())
  const { tools } = await client.listTools()
  const called: string[] = []
  for (const { name, inputSchema } of tools) {
    const { input } = operations.find((operation) => operation.name === name)!
    const given = wire(input).encode(needed[name as OperationName]) as Record<string, unknown>
    for (const field of Object.keys(inputSchema.properties ?? {}).filter((key) => !(key in given))) {
      const result = await client.callTool({ name, arguments: { ...given, [field]: null } })
      called.push(`${name} ${field}`)
      expect([name, field, result.isError ?? false, textOf(result)]).toEqual([
        name,
        field,
        false,
        expect.any(String),
      ])
    }
  }
  // A tool has not every field of its operation; see the test of the tools.
  const offered = table.filter(({ operation, field }) => {
    const tool = tools.find(({ name }) => name === operation.name)
    return toSnakeCase(field) in (tool?.inputSchema.properties ?? {})
  })
  expect(called.length).toBeGreaterThan(offered.length)
  expect(offered.length).toBeGreaterThan(15)
  await client.close()
})
