import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { scopes, type Caller, type Scope } from '../../../src/server/access/caller/caller.ts'
import { defaultTools, toolNames, withheldOperations } from '../../../src/memory/tools/offers.ts'
import { toolsNamed } from '../../../src/memory/tools/tools.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { descriptions } from '../../../src/wire/descriptions.ts'
import { operations } from '../../../src/wire/operations.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { wire } from '../../../src/wire/wire-names.ts'
import { connectInMemory, connectOverHttp, textOf } from './connected.ts'
import { tokensOf } from './tokens.ts'

const documented = [
  'mem_session_start',
  'mem_session_end',
  'mem_session_summary',
  'mem_save',
  'mem_search',
  'mem_get_observation',
  'mem_timeline',
  'mem_stats',
]

function newMemory(): ILabMemory {
  return new ILabMemory(createReferenceStore())
}

const refused: unknown = expect.stringMatching(
  /^invalid_input: .* has a field that this operation does not take; it takes [a-z_, ]+$/,
)

/** Arguments that each tool takes, of a user who has one observation. */
const goodArguments: Readonly<Record<string, Record<string, unknown>>> = {
  mem_session_start: {},
  mem_session_end: { summary: 'Done.' },
  mem_session_summary: { summary: 'So far.' },
  mem_save: { type: 'decision', title: 'A', content: 'B' },
  mem_update: { observation_id: 1, title: 'C' },
  mem_history: { observation_id: 1 },
  mem_revert: { observation_id: 1, revision: 1 },
  mem_search: { query: 'tulips' },
  mem_get_observation: { observation_id: 1 },
  mem_timeline: { observation_id: 1 },
  mem_stats: {},
  mem_list: {},
  mem_forget: { observation_id: 1 },
  mem_export: {},
}

function fieldsOf(schema: z.ZodMiniType): string[] {
  const onTheWire = wire(schema).schema
  return onTheWire instanceof z.ZodMiniObject ? Object.keys(onTheWire.shape) : []
}

/** Fields that may be null are in no schema of a result: several hosts take no union of types. */
function mayBeNull(schema: z.ZodMiniType, field: string): boolean {
  const onTheWire = wire(schema).schema
  return onTheWire instanceof z.ZodMiniObject && z.safeParse(onTheWire.shape[field]!, null).success
}

const rare = [
  'exclude_types',
  'source',
  'pinned',
  'data',
  'status',
  'session',
  'updated_after',
  'updated_before',
]
/** Fields that a tool does not have: keys of sessions are the host's, a removal is always told, rare conditions cost tokens. */
const withheld: Readonly<Record<string, readonly string[]>> = {
  mem_session_start: ['key'],
  mem_session_end: ['key'],
  mem_session_summary: ['session_key'],
  mem_save: ['data', 'source', 'keywords', 'expires_at', 'session_key'],
  mem_update: ['data', 'source', 'keywords', 'expires_at', 'ttl_ms', 'session_key'],
  mem_revert: ['session_key'],
  mem_forget: ['explain', 'revision'],
  mem_get_observation: ['revision', 'as_of'],
  mem_search: [...rare, 'topic_key_prefix'],
  mem_list: [...rare, 'types_exclude', 'created_after', 'created_before', 'order'],
}

/** Fields of an answer that no schema names: the user that the connection knows, and what is told of sense. */
const untold: ReadonlySet<string> = new Set(['user_id', 'meaning', 'embedded'])

describe('the tools', () => {
  test('are the documented eight first, then list and forget; others where they are asked for', () => {
    expect(defaultTools).toEqual([...documented, 'mem_list', 'mem_forget'])
    const others = toolNames.filter((name) => !defaultTools.includes(name))
    expect(others).toEqual(['mem_update', 'mem_history', 'mem_revert', 'mem_export'])
  })

  test('leave out what a model must not do, with a reason, and nothing else', () => {
    expect(Object.keys(withheldOperations)).toEqual([
      'mem_save_many',
      'mem_forget_all',
      'mem_session_list',
      'mem_session_get',
      'mem_session_update',
      'mem_session_forget',
      'mem_thread_append',
      'mem_thread_read',
      'mem_thread_pop',
      'mem_thread_clear',
      'mem_thread_list',
      'mem_import',
      'mem_approve',
      'mem_pause',
      'mem_resume',
      'mem_context',
      'mem_journal',
      'mem_settings',
      'mem_erase_user',
    ])
    for (const reason of Object.values(withheldOperations)) expect(reason).toMatch(/^[A-Z].{30,}\.$/)
    expect([...toolNames, ...Object.keys(withheldOperations)].toSorted()).toEqual(
      operations.map(({ name }) => name).toSorted(),
    )
  })

  test.each(operations.filter(({ name }) => toolNames.some((tool) => tool === name)))(
    '$name says what its operation says',
    async (operation) => {
      const client = await connectInMemory({ memory: newMemory(), tools: toolNames }, 'alice')
      const tool = (await client.listTools()).tools.find(({ name }) => name === operation.name)
      expect(tool?.description).toBe(descriptions[operation.name])
      expect(tool?.title).toMatch(/^[A-Z][a-z ]+$/)
      const taken = fieldsOf(operation.input).filter(
        (field) => field !== 'purpose' && !withheld[operation.name]?.includes(field),
      )
      const more = operation.name === 'mem_get_observation' ? ['content_from'] : []
      expect(Object.keys(tool?.inputSchema.properties ?? {})).toEqual([...taken, ...more])
      expect(Object.keys(Object(tool?.outputSchema?.['properties']))).toEqual(
        fieldsOf(operation.output).filter(
          (field) => !untold.has(field) && !mayBeNull(operation.output, field),
        ),
      )
      expect(tool?.annotations).toEqual(
        operation.effect === 'reads'
          ? { readOnlyHint: true, openWorldHint: false }
          : {
              destructiveHint: operation.effect === 'destroys',
              idempotentHint: operation.idempotent,
              openWorldHint: false,
            },
      )
    },
  )

  test('give what their output schemas say, which the client checks', async () => {
    const client = await connectInMemory({ memory: newMemory(), tools: toolNames }, 'alice')
    await client.listTools()
    await client.callTool({ name: 'mem_save', arguments: goodArguments['mem_save']! })
    for (const name of toolNames) {
      const result = await client.callTool({ name, arguments: goodArguments[name]! })
      expect([name, result.isError]).toEqual([name, undefined])
    }
    const nothing = await client.callTool({
      name: 'mem_search',
      arguments: { query: 'zebra', explain: true },
    })
    expect(nothing.structuredContent).toMatchObject({ results: [], empty_because: 'no_match' })
    const full = await client.callTool({ name: 'mem_search', arguments: { query: 'So far', explain: true } })
    expect(full.structuredContent).toMatchObject({ empty_because: null })
  })

  test.each([
    ['bound to a user', 'alice'],
    ['that name their user', undefined],
  ])('of servers %s take at most 1,700 tokens together, as they are sent', async (_, userId) => {
    const client = await connectInMemory({ memory: newMemory() }, userId)
    const { tools } = await client.listTools()
    expect(tools).toHaveLength(defaultTools.length)
    expect(tokensOf(JSON.stringify({ tools }))).toBeLessThanOrEqual(1_700)
    const all = await connectInMemory({ memory: newMemory(), tools: toolNames }, userId)
    expect(tokensOf(JSON.stringify({ tools: (await all.listTools()).tools }))).toBeLessThanOrEqual(2_000)
  })

  test('have names, and a list of others is refused', () => {
    expect(toolsNamed(['mem_stats', 'mem_save'], false).map(({ definition }) => definition.name)).toEqual([
      'mem_save',
      'mem_stats',
    ])
    for (const name of ['mem_erase_user', 'mem_import', 'save', '__proto__'])
      expect(() => toolsNamed([name], false)).toThrow('tools: each must be one of mem_session_start,')
  })
})

describe('R1: the user', () => {
  test('is in no schema of a server that is bound to one', () => {
    const definitions = toolsNamed(toolNames, false).map(({ definition }) => definition)
    expect(JSON.stringify(definitions)).not.toMatch(/user_?id/i)
  })

  test('is a parameter that every tool of an unbound server needs', () => {
    for (const { definition } of toolsNamed(toolNames, true)) {
      expect(definition.inputSchema.properties?.['user_id']).toEqual({ type: 'string' })
      expect(definition.inputSchema.required).toContain('user_id')
    }
  })

  test('of an unbound server is the one that each call names', async () => {
    const client = await connectInMemory({ memory: newMemory() })
    const call = (name: string, given: object) => client.callTool({ name, arguments: { ...given } })
    await call('mem_save', { ...goodArguments['mem_save'], user_id: 'alice' })
    expect((await call('mem_stats', { user_id: 'alice' })).structuredContent).toMatchObject({
      observations: 1,
    })
    expect((await call('mem_stats', { user_id: 'bob' })).structuredContent).toMatchObject({ observations: 0 })
    expect(textOf(await call('mem_stats', {}))).toMatch(/^invalid_input: name the user in user_id/)
    for (const userId of ['', 'a b', 'é', 'x'.repeat(256), 7, null, ['alice'], { $ne: '' }])
      expect(textOf(await call('mem_stats', { user_id: userId }))).toMatch(/^invalid_input: /)
  })

  test.each(toolNames)(
    'of a bound server is not another in a call of %s, whatever is injected',
    async (name) => {
      const memory = newMemory()
      const bob = memory.forUser('bob')
      await bob.save({ type: 'decision', title: 'Bob', content: 'of bob, tulips' })
      const before = await Array.fromAsync(bob.export())
      const client = await connectInMemory({ memory, tools: toolNames }, 'alice')
      for (const field of ['user_id', 'userId', 'user', 'sub', 'X-User-Id', '_meta', '__proto__']) {
        const injected = JSON.parse(
          JSON.stringify({ injected: 'bob', ...goodArguments[name] }).replace('"injected"', `"${field}"`),
        ) as Record<string, unknown>
        const result = await client.callTool({ name, arguments: injected })
        expect(textOf(result)).not.toMatch(/bob/i)
        // The protocol's own parser leaves this one out.
        if (field !== '__proto__') expect([field, textOf(result)]).toEqual([field, refused])
      }
      const result = await client.callTool({
        name,
        arguments: goodArguments[name]!,
        _meta: { user_id: 'bob', 'io.modelcontextprotocol/user': 'bob', userId: 'bob' },
      })
      expect(JSON.stringify(result)).not.toMatch(/bob/i)
      expect(await Array.fromAsync(bob.export())).toEqual(before)
    },
  )
})

describe('R4: scopes', () => {
  const combinations = Array.from({ length: 2 ** scopes.length }, (_, bits) =>
    scopes.filter((_scope, place) => (bits & (1 << place)) !== 0),
  )

  test.each(combinations.map((held) => ({ held })))(
    '$held list and allow what they hold',
    async ({ held }) => {
      const memory = newMemory()
      await memory.forUser('alice').save({ type: 'decision', title: 'A', content: 'B' })
      const caller: Caller = { userId: 'alice', scopes: new Set<Scope>(held), credential: 'key:test' }
      const client = await connectOverHttp({ memory, tools: toolNames }, caller)
      const needed = new Map(operations.map(({ name, scope }) => [name, scope]))
      const allowed = toolNames.filter((name) => held.includes(needed.get(name)!))
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(allowed)
      for (const name of toolNames.filter((tool) => tool !== 'mem_session_end')) {
        const result = await client.callTool({ name, arguments: goodArguments[name]! })
        expect([name, result.isError ?? false]).toEqual([name, !allowed.includes(name)])
        if (!allowed.includes(name))
          expect(textOf(result)).toBe(`forbidden: this needs the scope ${needed.get(name)}`)
      }
      for (const name of Object.keys(withheldOperations))
        await expect(client.callTool({ name, arguments: {} })).rejects.toMatchObject({ code: -32_602 })
    },
  )
})
