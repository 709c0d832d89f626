import { describe, expect, test } from 'vitest'
import { ILabMemory, type UserMemory } from '../../../src/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, expectTrueIndex, pagesWithRemains, tracesOf } from '../inspect.ts'

const secret = 'unforgettable'
const topicKey = 'garden/plan'

/** A topic whose second version of four holds the secret, between those of others. */
async function live(memory: UserMemory): Promise<void> {
  const text = (word: string): string => `${word} tulips along the path `.repeat(40)
  for (const word of ['first', secret, 'third', 'fourth'])
    await memory.save({ type: 'pattern', title: `Plan ${word}`, content: text(word), topicKey })
  for (let i = 0; i < 30; i++)
    await memory.save({
      type: 'pattern',
      title: `Note ${i}`,
      content: text(`note${i}`),
      topicKey: `note/${i % 5}`,
    })
}

describe('R45 a text that only an earlier version holds', () => {
  test.each([
    ['forgetting the version', (memory: UserMemory) => memory.forget(topicKey, { revision: 2 }), 3],
    ['forgetting the observation', (memory: UserMemory) => memory.forget(topicKey), 0],
    ['erasing the user', async (memory: UserMemory) => (await memory.erase()).observations > 0, 0],
  ] as const)('is in no byte after %s', async (_, remove, left) => {
    const path = freshPath()
    const memory = await ILabMemory.fromPath(path)
    const alice = memory.forUser('alice')
    await live(memory.forUser('bob'))
    await memory.forUser('bob').forget(topicKey)
    await live(alice)
    expect(await alice.search(secret)).toEqual([])
    expect(tracesOf([secret], path)).not.toEqual([])
    expect(await remove(alice)).toBe(true)
    expect(tracesOf([secret], path)).toEqual([])
    expect(pagesWithRemains(path)).toEqual([])
    expect((await alice.history(topicKey)).versions).toHaveLength(left)
    await memory.close()
    expect(tracesOf([secret], path)).toEqual([])
    expectIntact(path)
    expectTrueIndex(path)
  })
})
