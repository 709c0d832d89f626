import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { importFrom } from '../../../src/maintenance/index.ts'
import { jsonValues } from '../../../src/maintenance/import-from/reading/json-values.ts'
import { rounds } from '../../fault/rounds.ts'
import { freshFolder } from '../fresh-store.ts'
import { vendorFiles, writeVendorFile } from './vendor-files.ts'

/** As many as a person may have. Every run reads a tenth of it. */
const many = rounds(1_000, 10_000)

describe.each(vendorFiles)('$format', ({ format, textOf, first, refused, others, namesUsers }) => {
  test(`brings ${many} records in with dates and source, tells what it left out, and twice changes nothing`, async () => {
    const path = writeVendorFile(textOf(many))
    await using memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
    const userId = namesUsers === true ? undefined : 'ada'
    const report = await importFrom(memory, format, path, { userId })
    // LangGraph's file has one row of a table beside its items.
    const expected = many + Number(format === 'langgraph')
    expect(report).toMatchObject({
      users: 1,
      observations: expected,
      unchanged: 0,
      refused,
      ...(others && { others }),
    })
    expect(report.refusals).toHaveLength(refused)
    expect(JSON.stringify(report.refusals)).not.toMatch(/tea|Person/i)
    const ada = memory.forUser('ada')
    expect(await ada.get(1)).toMatchObject({ ...first, source: `import:${format}` })
    const { observations } = await ada.list({ source: `import:${format}`, limit: 100, order: 'oldest' })
    expect(observations).toHaveLength(100)
    const again = await importFrom(memory, format, path, { userId })
    expect(again).toMatchObject({ observations: 0, sessions: 0, refused })
    expect(again.unchanged).toBeGreaterThanOrEqual(expected)
    expect((await ada.stats()).observations).toBe(expected)
  })
})

test('the history of mem0 gives each memory its last text and earlier versions; what it deleted stays away', async () => {
  const event = (id: string, name: string, text: string | null, minute: number): object => ({
    id: `${id}-${name}`,
    memory_id: id,
    old_memory: null,
    new_memory: text,
    event: name,
    created_at: `2025-01-01T00:0${minute}:00Z`,
    updated_at: `2025-01-01T00:0${minute}:00Z`,
    is_deleted: Number(name === 'DELETE'),
  })
  const history = [
    event('a', 'ADD', 'Likes tea', 1),
    event('b', 'ADD', 'Likes rum', 2),
    event('a', 'UPDATE', 'Likes green tea', 3),
    event('b', 'DELETE', null, 4),
  ]
  await using memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
  const path = writeVendorFile(JSON.stringify(history))
  expect(await importFrom(memory, 'mem0', path, { userId: 'ada' })).toMatchObject({ deleted: 2 })
  const ada = memory.forUser('ada')
  expect((await ada.list()).observations.map(({ content }) => content)).toEqual(['Likes green tea'])
  const { versions } = await ada.history('mem0/a')
  expect(versions.map(({ content }) => content)).toEqual(['Likes green tea', 'Likes tea'])
  expect(await importFrom(memory, 'mem0', path, { userId: 'ada' })).toMatchObject({ observations: 0 })
})

test('what Claude remembered comes in as profiles, one for all and one for each project', async () => {
  const remembered = [
    { conversations_memory: 'Likes tea', project_memories: { p: 'A shop' }, account_uuid: 'a' },
  ]
  await using memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
  const path = writeVendorFile(JSON.stringify(remembered))
  await importFrom(memory, 'claude', path, { userId: 'ada' })
  const { observations } = await memory.forUser('ada').list({ types: ['profile'], order: 'oldest' })
  expect(observations.map(({ topicKey, content }) => [topicKey, content])).toEqual([
    ['claude/memory/all', 'Likes tea'],
    ['claude/memory/p', 'A shop'],
  ])
})

test('a list of JSON is read element by element as JSON.parse reads it whole', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.json(), { maxLength: 8 }), fc.boolean(), async (texts, isPretty) => {
      const values = texts.map((text) => JSON.parse(text) as unknown)
      const path = writeVendorFile(JSON.stringify(values, null, isPretty ? 1 : 0), 'property.json')
      const found = await Array.fromAsync(jsonValues(path))
      expect(found.map(({ value }) => value)).toEqual(values)
    }),
    { numRuns: 200 },
  )
  const long = JSON.stringify([{ text: 'ü"\\'.repeat(60_000) }, ['x'.repeat(90_000)]])
  const found = await Array.fromAsync(jsonValues(writeVendorFile(long)))
  expect(JSON.stringify(found.map(({ value }) => value))).toBe(long)
})

test.each([
  ['mem0', '[{"memory":"a"}', 'the list has no end: is the file whole?'],
  ['claude', '[1,x]', 'is not JSON'],
  ['csv', 'a,b\n1,2', 'the first row must name the columns'],
  ['csv', 'title\n"open', 'the last quote is not closed'],
  ['chatgpt', '', 'the file is empty'],
  ['langgraph', '{"namespace":["ada"]}\nnonsense', 'is not JSON'],
] as const)('a file of %s that is no such file is refused: %s', async (format, text, message) => {
  await using memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
  await expect(importFrom(memory, format, writeVendorFile(text), { userId: 'ada' })).rejects.toThrow(message)
})
