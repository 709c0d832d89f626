import { describe, expect, test } from 'vitest'
import { memoryTools, type MemoryTool, type MemoryToolName } from '../../src/adapters/tools/index.ts'
import type { MemoryError } from '../../src/core/errors/errors.ts'
import { defaultTools, toolNames } from '../../src/memory/tools/offers.ts'
import { toolsNamed } from '../../src/memory/tools/tools.ts'
import { memories, openBroken, openFile } from './memories.ts'

const draft = {
  type: 'preference',
  title: 'Theme',
  content: 'Prefers the dark theme.',
  topic_key: 'ui/theme',
}

function toolNamed(tools: readonly MemoryTool[], name: MemoryToolName): MemoryTool {
  const tool = tools.find((each) => each.name === name)
  if (tool === undefined) throw new Error(`no tool ${name}`)
  return tool
}

describe('definitions', () => {
  test('are those of the MCP server', async () => {
    const ada = (await openFile()).forUser('ada')
    const tools = memoryTools(ada, { only: toolNames })
    const announced = toolsNamed(toolNames, false).map(({ definition }) => definition)
    expect(announced).toMatchObject(
      tools.map(({ name, description, inputSchema, annotations }) => ({
        name,
        description,
        inputSchema,
        annotations,
      })),
    )
    expect(memoryTools(ada).map(({ name }) => name)).toEqual(defaultTools)
  })

  test('speak of no user', async () => {
    const tools = memoryTools((await openFile()).forUser('ada'), { only: toolNames })
    const fields = tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties ?? {}))
    expect(fields.filter((name) => /user|tenant|space/i.test(name))).toEqual([])
    expect(JSON.stringify(tools)).not.toContain('ada')
  })

  test('exist for the names of tools only', async () => {
    const ada = (await openFile()).forUser('ada')
    expect(() => memoryTools(ada, { only: ['mem_erase_user' as MemoryToolName] })).toThrow('must be one of')
    expect(() => memoryTools(ada, { only: ['mem_update'], review: true })).toThrow('leave out mem_update')
  })
})

describe.each(memories)('%s: a call', (_kind, open) => {
  test('saves and finds, for its user alone', async () => {
    const memory = await open()
    const tools = memoryTools(memory.forUser('ada'))
    const saved = await toolNamed(tools, 'mem_save').run(draft)
    expect(saved).toMatchObject({ isError: false, structured: { outcome: 'created' } })
    const found = await toolNamed(tools, 'mem_search').run({ query: 'theme' })
    expect(found.text).toContain('Prefers the dark theme.')
    expect(found.text).toMatch(/<memory [0-9a-f]{16}>/)
    const others = memoryTools(memory.forUser('bob'))
    const empty = await toolNamed(others, 'mem_search').run({ query: 'theme' })
    expect(empty.structured).toMatchObject({ results: [] })
  })

  test('with a user in it is refused', async () => {
    const memory = await open()
    await memory.forUser('bob').save({ type: 'profile', title: 'Bob', content: 'secret of Bob' })
    for (const tool of memoryTools(memory.forUser('ada'), { only: toolNames })) {
      for (const field of ['user_id', 'userId']) {
        const result = await tool.run({ ...draft, query: 'secret', summary: 'x', [field]: 'bob' })
        expect(result).toMatchObject({ isError: true, structured: null })
        expect(result.text).toMatch(/^invalid_input: /)
        expect(result.text).not.toContain('bob')
      }
    }
  })

  test('that is tried again saves once', async () => {
    const ada = (await open()).forUser('ada')
    const save = toolNamed(memoryTools(ada), 'mem_save')
    const { topic_key: _, ...fact } = draft
    const first = await save.run(fact, { callId: 'call_0' })
    await ada.update(1, { content: 'Prefers high contrast.' })
    const again = await save.run(fact, { callId: 'call_0' })
    expect(again.structured).toEqual(first.structured)
    expect((await ada.stats()).observations).toBe(1)
    expect((await ada.get(1))?.content).toBe('Prefers high contrast.')
    const other = await save.run({ ...fact, content: 'Prefers light.' }, { callId: 'call_0' })
    expect(other.structured).toMatchObject({ outcome: 'created' })
  })

  test('under review proposes, however the model asks', async () => {
    const ada = (await open()).forUser('ada')
    const save = toolNamed(memoryTools(ada, { review: true }), 'mem_save')
    expect(Object.keys(save.inputSchema.properties ?? {})).not.toContain('status')
    await save.run({ ...draft, status: 'active' })
    expect(await ada.search('theme')).toEqual([])
    expect((await ada.list({ status: 'pending' })).observations).toHaveLength(1)
  })

  test('respects a pause', async () => {
    const ada = (await open()).forUser('ada')
    const tools = memoryTools(ada)
    await toolNamed(tools, 'mem_save').run(draft)
    await ada.pause()
    expect((await toolNamed(tools, 'mem_search').run({ query: 'theme' })).structured).toMatchObject({
      results: [],
      empty_because: 'paused',
    })
    expect((await toolNamed(tools, 'mem_save').run(draft)).text).toMatch(/^paused: /)
  })
})

describe('a call', () => {
  test.for([['a text'], [['a list']], [7], [{ query: {} }]])('with input %j is refused', async ([input]) => {
    const search = toolNamed(memoryTools((await openFile()).forUser('ada')), 'mem_search')
    expect((await search.run(input)).text).toMatch(/^invalid_input: /)
  })

  test('of a failing memory tells the model to go on, and the application why', async () => {
    const errors: MemoryError[] = []
    const ada = (await openBroken()).forUser('ada')
    const onError = (error: MemoryError): never => {
      errors.push(error)
      throw new Error('a broken reporter')
    }
    for (const tool of memoryTools(ada, { onError, only: ['mem_search', 'mem_save'] })) {
      const result = await tool.run(tool.name === 'mem_save' ? draft : { query: 'theme' })
      expect(result.isError).toBe(true)
      expect(result.text).toContain('go on without it')
    }
    expect(errors.map(({ code }) => code)).toEqual(['closed', 'closed'])
  })
})
