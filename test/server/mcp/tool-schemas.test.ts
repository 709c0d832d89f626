import { describe, expect, test } from 'vitest'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { toolsNamed } from '../../../src/memory/tools/tools.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { connectInMemory, textOf } from './connected.ts'

function newMemory(): ILabMemory {
  return new ILabMemory(createReferenceStore())
}

describe('schemas of tools', () => {
  test('say one plain type for each field of a result, and of an input', () => {
    const tools = toolsNamed(toolNames, true).map(({ definition }) => definition)
    const fields = tools.flatMap(({ inputSchema, outputSchema }) =>
      [inputSchema, outputSchema].flatMap((schema) => Object.values(schema?.properties ?? {})),
    )
    expect(fields.length).toBeGreaterThan(40)
    for (const field of fields) {
      expect(field).toMatchObject({ type: expect.stringMatching(/^\w+$/) as string })
      expect(Object.keys(field)).not.toContain('anyOf')
    }
  })
})

describe('a closed list of types', () => {
  const closed = { types: 'closed', observationTypes: ['recipe', 'preference'] } as const

  test('is what a model is offered', async () => {
    const client = await connectInMemory({ memory: new ILabMemory(createReferenceStore(), closed) }, 'alice')
    const { tools } = await client.listTools()
    const save = tools.find(({ name }) => name === 'mem_save')
    expect(save?.inputSchema.properties?.['type']).toEqual({ type: 'string', enum: ['recipe', 'preference'] })
    const draft = { type: 'decision', title: 'T', content: 'C' }
    const result = await client.callTool({ name: 'mem_save', arguments: draft })
    expect(textOf(result)).toBe('invalid_input: type: must be one of recipe, preference')
  })

  test('is that of its own memory', async () => {
    await connectInMemory({ memory: new ILabMemory(createReferenceStore(), closed) }, 'alice')
    const client = await connectInMemory({ memory: newMemory() }, 'alice')
    const { tools } = await client.listTools()
    const save = tools.find(({ name }) => name === 'mem_save')
    expect(save?.inputSchema.properties?.['type']).not.toHaveProperty('enum')
  })
})
