import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patience } from '../fault/rounds.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { storeSubjects } from '../stores-under-test.ts'

/** JSON without texts that begin a private region, which come back redacted. JSON has no -0. */
const item = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('<', '>')) as unknown)

/** A private region around a secret, in every place of an item. */
const secretive = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value), hide) as unknown)

function hide(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return `${value}<private>zanzibar`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [`${key}<private>zanzibar`, inner]))
}

describe.each(storeSubjects())('a thread on $name', ({ open }) => {
  test('returns every JSON value exactly, in order', { timeout: patience }, async () => {
    await using memory = new ILabMemory(await open())
    let users = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(item, { maxLength: 4 }), { maxLength: 4 }), async (calls) => {
        const chat = memory.forUser(`user-${users++}`).thread('chat')
        for (const items of calls) expect((await chat.append(items)).appended).toBe(items.length)
        const { items } = await chat.read({ last: 100 })
        expect(items.map(({ item: read }) => JSON.stringify(read))).toEqual(
          calls.flat().map((given) => JSON.stringify(given)),
        )
        expect(items.map(({ number }) => number)).toEqual(items.map((_, index) => index + 1))
      }),
      { numRuns: 50 },
    )
  })

  test('R21 keeps valid JSON without a word of an unclosed region', { timeout: patience }, async () => {
    await using memory = new ILabMemory(await open())
    let users = 0
    await fc.assert(
      fc.asyncProperty(fc.array(secretive, { minLength: 1, maxLength: 3 }), async (items) => {
        const ada = memory.forUser(`user-${users++}`)
        await ada.thread('chat').append(items)
        const lines = await Array.fromAsync(ada.export())
        expect(lines.join('\n')).not.toContain('zanzibar')
        expect((await ada.thread('chat').read()).items).toHaveLength(items.length)
      }),
      { numRuns: 50 },
    )
  })
})
