import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { toolsNamed } from '../../../src/memory/tools/tools.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { rounds } from '../../fault/rounds.ts'
import { connectInMemory, textOf } from './connected.ts'

const hostile = fc.constantFrom(
  '',
  ' ',
  '\0',
  '\uD800',
  '"',
  '" OR 1=1 --',
  'a* NEAR(b)',
  '%',
  '_',
  '<private>',
)
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.lorem({ maxCount: 3 }),
  hostile,
)
const type = fc.constantFrom('decision', 'profile', 'summary')
const types = fc.array(type, { minLength: 1, maxLength: 3 })
const count = fc.integer({ min: 1, max: 200 })

/** Sensible values of each field; a field without a line fails. */
const time = fc.constantFrom('2026-01-05', '2026-01-05T09:00:00.000Z', '2030-01-01')
const sensible: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  type,
  title: text,
  content: text,
  topic_key: text,
  pinned: fc.boolean(),
  status: fc.constantFrom('active', 'pending'),
  ttl_ms: fc.constantFrom(null, 1, 60_000, '60000'),
  new_topic_key: text,
  if_revision: fc.constantFrom(null, 0, 1),
  revision: fc.constantFrom(0, 1, 2, 3),
  summary: text,
  query: text,
  limit: count,
  before: count,
  after: count,
  types,
  types_exclude: types,
  min_share: fc.constantFrom(null, 0, 0.5, 1, '0.5'),
  full: fc.boolean(),
  explain: fc.boolean(),
  observation_id: fc.integer({ min: 1, max: 40 }),
  content_from: fc.nat({ max: 50 }),
  cursor: text,
  topic_key_prefix: text,
  created_after: time,
  created_before: time,
}

/** A tool and arguments for it: mostly sensible, sometimes anything. */
const calls = fc
  .constantFrom(...toolsNamed(toolNames, false))
  .chain(({ definition: { name, inputSchema } }) => {
    const fields = Object.keys(inputSchema.properties ?? {}).map((field) => [
      field,
      fc.oneof({ weight: 12, arbitrary: sensible[field]! }, { weight: 1, arbitrary: fc.jsonValue() }),
    ])
    const given = fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
      requiredKeys: [...(inputSchema.required ?? [])],
    })
    return fc.tuple(fc.constant(name), given)
  })

test(
  'R18 R19: any tool answers any arguments with a result or with one of our errors',
  { timeout: 60_000 },
  async () => {
    const memory = new ILabMemory(createReferenceStore())
    const log: string[] = []
    const client = await connectInMemory({ memory, tools: toolNames, log: (line) => log.push(line) }, 'alice')
    // With the list, the client checks each result against its schema.
    await client.listTools()
    const outcomes = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(calls, async ([name, given]) => {
        const result = await client.callTool({ name, arguments: given })
        const code = result.isError === true ? (/^(\w+): /.exec(textOf(result))?.[1] ?? '') : `done ${name}`
        outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
        if (result.isError === true)
          expect(['invalid_input', 'no_active_session', 'conflict']).toContain(code)

        const canary = 'ZebraSecret7'
        const refused = await client.callTool({ name, arguments: { ...given, [canary]: canary } })
        expect(textOf(refused)).toMatch(/^invalid_input: /)
        expect(textOf(refused)).not.toContain(canary)
      }),
      { numRuns: rounds(2_000, 20_000) },
    )
    expect(log).toEqual([])
    // That everything was refused would prove nothing.
    for (const name of toolNames)
      expect([name, (outcomes.get(`done ${name}`) ?? 0) > 3]).toEqual([name, true])
    expect(outcomes.get('invalid_input')).toBeGreaterThan(100)
  },
)
