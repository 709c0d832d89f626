import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openOwnStore } from '../../examples/own-store.ts'
import { ILabMemory } from '../../src/index.ts'
import {
  findInterference,
  skipReason,
  storeContract,
  type MemorySubject,
  type StoreSubject,
} from '../../src/testing/index.ts'
import { programsOf } from '../markdown.ts'

const stores: StoreSubject = { open: async () => openOwnStore() }
const memories: MemorySubject = {
  open: async ({ clock, newSessionId, config }) =>
    new ILabMemory(openOwnStore(), { ...config, clock, newSessionId }),
}

describe("a store of one's own, over plain maps", () => {
  test.for(storeContract)('$name', async (contractCase, { skip }) => {
    const reason = skipReason(contractCase, stores)
    if (reason !== null) skip(reason)
    await contractCase.run(stores)
  })

  test('keeps users apart', async () => {
    expect(await findInterference(memories, { seed: 1, runs: 10 })).toBeNull()
  })
})

const example = readFileSync(new URL('../../examples/own-store.ts', import.meta.url), 'utf8')

test('stays short', () => expect(example.split('\n').length).toBeLessThan(151))

test('is what the page shows', () => {
  const steps = programsOf('docs/custom-stores.md').flatMap((program) => program.steps)
  const shown = steps.slice(0, -1).map(({ code }) => code)
  const code = example
    .slice(example.indexOf('import {'))
    .replace('../src/engine/index.ts', 'ilab-memory/store')
  expect(shown.join('\n')).toBe(code)
})
