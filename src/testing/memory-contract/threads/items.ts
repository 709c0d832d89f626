import assert from 'node:assert/strict'
import type { Thread, ThreadPage } from '../../../core/model.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { hour, memoryCase } from '../../world.ts'
import { itemsOf, messages } from './page.ts'

/** Every item of a thread, read back in pages of two. */
async function readBack(thread: Thread): Promise<unknown[]> {
  const items: unknown[] = []
  for (let before: number | null = null; ;) {
    const page: ThreadPage = await thread.read({ last: 2, before })
    items.unshift(...itemsOf(page))
    before = page.nextBefore
    if (before === null) return items
  }
}

/** Appending, reading, popping and clearing items. */
export const threadItemCases: readonly MemoryCase[] = [
  memoryCase(
    'keeps items in order and exactly, with places and times',
    async ({ actor, clock }) => {
      const chat = actor('ada').thread('chat')
      const { now } = clock
      assert.deepEqual(await chat.append(messages.slice(0, 4)), { appended: 4, items: 4 })
      clock.advance(hour)
      assert.deepEqual(await chat.append(messages.slice(4)), { appended: 5, items: 9 })
      const { items, nextBefore } = await chat.read()
      assert.equal(nextBefore, null)
      // As text, since the order of keys counts too.
      assert.equal(JSON.stringify(items.map(({ item }) => item)), JSON.stringify(messages))
      assert.deepEqual(
        items.map(({ number }) => number),
        messages.map((_, index) => index + 1),
      )
      assert.equal(items[0]?.createdAt, new Date(now).toISOString())
      assert.equal(items.at(-1)?.createdAt, new Date(now + hour).toISOString())
    },
    { needs: ['clock'] },
  ),

  memoryCase('reads the last items, and pages before a number', async ({ actor }) => {
    const chat = actor('ada').thread('chat')
    assert.deepEqual(await chat.read(), { items: [], nextBefore: null })
    await chat.append(Array.from({ length: 60 }, (_, index) => index))
    const last = await chat.read()
    assert.deepEqual([itemsOf(last)[0], last.items.length, last.nextBefore], [10, 50, 11])
    const first = await chat.read({ before: 11 })
    assert.deepEqual([itemsOf(first).length, first.nextBefore], [10, null])
    assert.deepEqual(itemsOf(await chat.read({ last: 1, before: 2 })), [0])
    assert.deepEqual(await chat.read({ before: 1 }), { items: [], nextBefore: null })
    assert.deepEqual(itemsOf(await chat.read({ last: 1_000, before: 2 ** 40 })).length, 60)
    assert.equal((await readBack(chat)).length, 60)
    await failsWith('invalid_input', () => chat.read({ last: 0 }))
    await failsWith('invalid_input', () => chat.read({ before: 0 }))
    await failsWith('invalid_input', () => chat.read({ first: 1 } as never))
  }),

  memoryCase('pops the last item, and gives its place to the next', async ({ actor }) => {
    const chat = actor('ada').thread('chat')
    assert.equal(await chat.pop(), null)
    await chat.append(['one', { two: 2 }])
    const popped = await chat.pop()
    assert.deepEqual([popped?.number, popped?.item], [2, { two: 2 }])
    assert.deepEqual(await chat.append(['three']), { appended: 1, items: 2 })
    assert.deepEqual(itemsOf(await chat.read()), ['one', 'three'])
    assert.equal((await chat.pop())?.item, 'three')
    assert.equal((await chat.pop())?.item, 'one')
    assert.equal(await chat.pop(), null)
  }),

  memoryCase('clears a thread of a thousand items, and begins anew', async ({ actor }) => {
    const ada = actor('ada')
    const chat = ada.thread('chat')
    assert.equal(await chat.clear(), 0)
    await ada.thread('other').append(['stays'])
    const { bytes } = await ada.stats()
    const thousand = Array.from({ length: 1_000 }, (_, index) => ({
      role: 'user',
      content: `message ${index}`,
    }))
    assert.deepEqual(await chat.append(thousand), { appended: 1_000, items: 1_000 })
    assert.equal(await chat.clear(), 1_000)
    assert.equal(await chat.clear(), 0)
    assert.deepEqual(await chat.read(), { items: [], nextBefore: null })
    assert.equal((await ada.stats()).bytes - bytes <= 64, true)
    assert.deepEqual(await chat.append(['anew']), { appended: 1, items: 1 })
    assert.equal((await chat.read()).items[0]?.number, 1)
    assert.deepEqual(itemsOf(await ada.thread('other').read()), ['stays'])
  }),

  memoryCase(
    'refuses what JSON cannot hold, by its path, and appends nothing of the call',
    async ({ actor }) => {
      const chat = actor('ada').thread('chat')
      const circle: unknown[] = []
      circle.push(circle)
      const refused: readonly (readonly [item: unknown, path: string])[] = [
        [undefined, 'items.1'],
        [{ role: { name: undefined } }, 'items.1.role.name'],
        [[1, () => 'secret'], 'items.1.1'],
        [{ 'a secret key': Symbol('secret') }, 'items.1.*'],
        [Number.NaN, 'items.1'],
        [{ price: -Infinity }, 'items.1.price'],
        [10n, 'items.1'],
        [new Date(0), 'items.1'],
        [new Map([['secret', 1]]), 'items.1'],
      ]
      for (const [item, path] of refused) {
        await failsWith('invalid_input', () => chat.append(['fine', item]), ['secret'])
        const error = await chat.append(['fine', item]).catch((thrown: unknown) => thrown)
        assert.equal((error as { field?: string }).field, path)
      }
      await failsWith('invalid_input', () => chat.append([circle]))
      await failsWith('invalid_input', () => chat.append('text' as never))
      await failsWith('invalid_input', () => chat.append(null as never))
      await failsWith('invalid_input', () => chat.append(Array.from({ length: 1_001 }, () => 1)))
      await failsWith('invalid_input', () => chat.append(['x'.repeat(262_143)]))
      assert.deepEqual(await chat.append([]), { appended: 0, items: 0 })
      assert.deepEqual(await chat.read(), { items: [], nextBefore: null })
      assert.deepEqual(await chat.append(['x'.repeat(262_142)]), { appended: 1, items: 1 })
    },
  ),

  memoryCase(
    'holds items to the limit of the configuration',
    async ({ actor }) => {
      const chat = actor('ada').thread('chat')
      await failsWith('invalid_input', () => chat.append(['é'.repeat(5)]))
      assert.deepEqual(await chat.append(['é'.repeat(4)]), { appended: 1, items: 1 })
    },
    { config: { limits: { itemBytes: 10 } } },
  ),
]
