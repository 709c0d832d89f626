import assert from 'node:assert/strict'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { hour, memoryCase } from '../../world.ts'
import { itemsOf } from './page.ts'

/** Threads beside the rest of a memory: names, keys, privacy, pauses and the quota. */
export const threadLifeCases: readonly MemoryCase[] = [
  memoryCase('names a thread with any text, and compares names exactly', async ({ actor }) => {
    const ada = actor('ada')
    const names = [
      'chat',
      'Chat',
      'chat ',
      'a/b?c=d&e#f',
      '12',
      "'; drop",
      '記憶 🤫',
      'x'.repeat(255),
      '.',
      '%2e',
    ]
    for (const name of names) await ada.thread(name).append([name])
    for (const name of names) assert.deepEqual(itemsOf(await ada.thread(name).read()), [name])
    for (const name of ['', ' ', 'x'.repeat(256), 'a\0b', '\ud800'])
      for (const call of [
        () => ada.thread(name).append([1]),
        () => ada.thread(name).read(),
        () => ada.thread(name).pop(),
        () => ada.thread(name).clear(),
      ])
        await failsWith('invalid_input', call)
    await failsWith('invalid_input', () => ada.thread(12 as never).read())
    assert.equal(ada.thread('chat').name, 'chat')
  }),

  memoryCase(
    'lists threads, the one that began last first, a page at a time',
    async ({ actor, clock }) => {
      const ada = actor('ada')
      assert.deepEqual(await ada.listThreads(), { threads: [], nextCursor: null })
      for (const name of ['one', 'two', 'three']) await ada.thread(name).append([name, 'more'])
      clock.advance(hour)
      const updatedAt = new Date(clock.now).toISOString()
      await ada.thread('one').append(['later'])
      const first = await ada.listThreads({ limit: 2 })
      assert.deepEqual(
        first.threads.map(({ name, items }) => [name, items]),
        [
          ['three', 2],
          ['two', 2],
        ],
      )
      const second = await ada.listThreads({ limit: 2, cursor: first.nextCursor })
      assert.deepEqual(second, { threads: [{ name: 'one', items: 3, updatedAt }], nextCursor: null })
      await ada.thread('two').clear()
      assert.deepEqual(
        (await ada.listThreads()).threads.map(({ name }) => name),
        ['three', 'one'],
      )
      await failsWith('invalid_input', () => ada.listThreads({ cursor: 'made up' }))
      await failsWith('invalid_input', () => ada.listThreads({ limit: 0 }))
    },
    { needs: ['clock'] },
  ),

  memoryCase('is neither searched nor in a context, and opens no session', async ({ actor }) => {
    const ada = actor('ada')
    await ada.thread('kitchen').append([{ role: 'user', content: 'kitchen window' }])
    assert.deepEqual(await ada.search('kitchen window'), [])
    assert.deepEqual((await ada.list()).observations, [])
    const { sessions, observations, lastActivityAt } = await ada.stats()
    assert.deepEqual([sessions, observations, lastActivityAt], [0, 0, null])
    assert.deepEqual((await ada.startSession()).memories, [])
  }),

  memoryCase(
    'keeps the threads of two users apart, also of the same name',
    async ({ actor }) => {
      await actor('ada').thread('chat').append(["ada's"], { idempotencyKey: 'same-key' })
      assert.deepEqual(await actor('bob').thread('chat').read(), { items: [], nextBefore: null })
      assert.deepEqual(await actor('bob').listThreads(), { threads: [], nextCursor: null })
      assert.equal(await actor('bob').thread('chat').pop(), null)
      assert.equal(await actor('bob').thread('chat').clear(), 0)
      assert.deepEqual(await actor('bob').thread('chat').append(["bob's"], { idempotencyKey: 'same-key' }), {
        appended: 1,
        items: 1,
      })
      await actor('bob').erase()
      assert.deepEqual(itemsOf(await actor('ada').thread('chat').read()), ["ada's"])
    },
    { requirement: 'R3' },
  ),

  memoryCase(
    'appends once under a key',
    async ({ actor }) => {
      const chat = actor('ada').thread('chat')
      const first = await chat.append(['one', 'two'], { idempotencyKey: 'key' })
      await chat.append(['three'])
      assert.deepEqual(await chat.append(['one', 'two'], { idempotencyKey: 'key' }), first)
      assert.deepEqual(itemsOf(await chat.read()), ['one', 'two', 'three'])
      await failsWith('invalid_input', () => chat.append(['one'], { idempotencyKey: 'key' }))
      await failsWith('invalid_input', () => chat.append(['two', 'one'], { idempotencyKey: 'key' }))
      await failsWith('invalid_input', () => chat.append([], { idempotencyKey: 'key' }))
      await failsWith('invalid_input', () =>
        actor('ada').thread('other').append(['one', 'two'], { idempotencyKey: 'key' }),
      )
      await failsWith('invalid_input', () => chat.append(['one'], { idempotencyKey: 'not a key' }))
      assert.equal((await chat.read()).items.length, 3)
    },
    { needs: ['idempotency'] },
  ),

  memoryCase(
    'does not bring removed items back under a key',
    async ({ actor }) => {
      const chat = actor('ada').thread('chat')
      await chat.append(['one', 'two'], { idempotencyKey: 'first' })
      await chat.append(['three'], { idempotencyKey: 'second' })
      await chat.pop()
      await failsWith('invalid_input', () => chat.append(['three'], { idempotencyKey: 'second' }))
      assert.deepEqual(await chat.append(['one', 'two'], { idempotencyKey: 'first' }), {
        appended: 2,
        items: 2,
      })
      await chat.clear()
      await failsWith('invalid_input', () => chat.append(['one', 'two'], { idempotencyKey: 'first' }))
      assert.deepEqual(await chat.append(['three'], { idempotencyKey: 'third' }), { appended: 1, items: 1 })
    },
    { needs: ['idempotency'] },
  ),

  memoryCase(
    'redacts each text and key by itself',
    async ({ actor }) => {
      const ada = actor('ada')
      const chat = ada.thread('<private>secret</private> chat')
      await chat.append([
        { role: 'user', content: 'my code is <private>secret</private>, keep it' },
        { open: '<private>secret', next: 'kept', 'of <private>secret': ['kept', 'secret</private> kept'] },
        '<private>secret',
        'kept',
      ])
      const expected = [
        { role: 'user', content: 'my code is [REDACTED], keep it' },
        { open: '[REDACTED]', next: 'kept', 'of [REDACTED]': ['kept', '[REDACTED] kept'] },
        '[REDACTED]',
        'kept',
      ]
      assert.equal(JSON.stringify(itemsOf(await chat.read())), JSON.stringify(expected))
      assert.deepEqual(itemsOf(await ada.thread('[REDACTED] chat').read()), expected)
      assert.equal((await ada.listThreads()).threads[0]?.name, '[REDACTED] chat')
    },
    { requirement: 'R20' },
  ),

  memoryCase(
    'refuses to append while saving is paused, and still reads and removes',
    async ({ actor }) => {
      const ada = actor('ada')
      const chat = ada.thread('chat')
      const appended = await chat.append(['one', 'two'], { idempotencyKey: 'key' })
      await ada.pause()
      await failsWith('paused', () => chat.append(['secret']), ['secret'])
      await failsWith('paused', () => ada.thread('new').append(['secret']), ['secret'])
      assert.deepEqual(await chat.append(['one', 'two'], { idempotencyKey: 'key' }), appended)
      assert.deepEqual(itemsOf(await chat.read()), ['one', 'two'])
      assert.deepEqual(
        (await ada.listThreads()).threads.map(({ name }) => name),
        ['chat'],
      )
      assert.equal((await chat.pop())?.item, 'two')
      assert.equal(await chat.clear(), 1)
      await ada.resume()
      assert.deepEqual(await chat.append(['three']), { appended: 1, items: 1 })
    },
    { needs: ['idempotency'] },
  ),

  memoryCase(
    'counts items and names in the quota',
    async ({ actor }) => {
      const ada = actor('ada')
      const chat = ada.thread('chat')
      await chat.append(['a'])
      const { bytes } = await ada.stats()
      // The name and 64, the JSON text and 32.
      assert.equal(bytes, 4 + 64 + 3 + 32)
      await failsWith('quota_exceeded', () => chat.append(['fits', 'x'.repeat(300)]))
      await failsWith('quota_exceeded', () => ada.thread('x'.repeat(200)).append([1]))
      assert.deepEqual(
        [await ada.stats(), itemsOf(await chat.read())],
        [{ ...(await ada.stats()), bytes }, ['a']],
      )
      await chat.append(['x'.repeat(30)])
      await chat.pop()
      assert.equal((await ada.stats()).bytes, bytes)
      await chat.clear()
      assert.equal((await ada.stats()).bytes, 0)
    },
    { config: { quota: { bytes: 200 } }, needs: ['unkeyedSaves'] },
  ),
]
