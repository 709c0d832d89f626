import assert from 'node:assert/strict'
import type { Draft } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { collect } from '../canonical.ts'
import type { MemoryCase } from '../contract-case.ts'
import { failsWith } from '../expectations.ts'
import { day, hour, memoryCase } from '../world.ts'

const theme = { type: 'preference', title: 'UI theme', content: 'Prefers dark' } as const satisfies Draft
const idempotencyKey = '7d1f0c9e-key'
const keyed = { idempotencyKey }

/** All that a user's memory holds, and when the session was touched last. */
async function stateOf(memory: UserMemory): Promise<unknown> {
  return [await collect(memory.export()), await memory.stats()]
}

function idempotencyCase(...[name, body, options]: Parameters<typeof memoryCase>): MemoryCase {
  const { requirement = 'R30', needs = [], ...others } = options ?? {}
  return memoryCase(name, body, { ...others, requirement, needs: ['idempotency', ...needs] })
}

/** `save` and `summarizeSession` with an idempotency key. */
export const idempotencyCases: readonly MemoryCase[] = [
  idempotencyCase(
    'saves once under a key, and touches nothing when it is tried again',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const first = await alice.save(theme, keyed)
      const before = await stateOf(alice)
      clock.advance(hour)
      assert.deepEqual(await alice.save(theme, keyed), first)
      clock.advance(3 * day)
      assert.deepEqual(await alice.save(theme, keyed), first)
      assert.deepEqual(await stateOf(alice), before)
      assert.equal(first.outcome, 'created')
    },
    { needs: ['transfer', 'clock'] },
  ),

  idempotencyCase(
    'does not undo a later revision when an earlier one is tried again',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const save = (content: string, key: string) =>
        alice.save({ ...theme, content, topicKey: 'ui/theme' }, { idempotencyKey: key })
      const [one, two] = [await save('dark', 'key-1'), await save('light', 'key-2')]
      assert.deepEqual([one.outcome, two.outcome], ['created', 'updated'])
      assert.deepEqual(await save('dark', 'key-1'), one)
      assert.deepEqual(await save('light', 'key-2'), two)
      const kept = await alice.get(one.id)
      assert.deepEqual([kept?.content, kept?.revision], ['light', 2])
    },
  ),

  idempotencyCase('gives the same answer to a repetition of what was there already', async ({ forUser }) => {
    const alice = forUser('alice')
    await alice.save({ ...theme, topicKey: 'ui/theme' })
    const first = await alice.save(theme, keyed)
    assert.deepEqual([first.outcome, first.topicKey], ['deduped', 'ui/theme'])
    assert.deepEqual(await alice.save(theme, keyed), first)
  }),

  idempotencyCase('saves once where many try at once', async ({ forUser }) => {
    const alice = forUser('alice')
    const saved = await Promise.all(Array.from({ length: 12 }, () => alice.save(theme, keyed)))
    for (const result of saved) assert.deepEqual(result, { ...saved[0], outcome: 'created' })
    assert.equal((await alice.stats()).observations, 1)
  }),

  idempotencyCase('refuses a key that came with another text, and saves nothing', async ({ forUser }) => {
    const alice = forUser('alice')
    const first = await alice.save(theme, keyed)
    const secret = 'Prefers zebra'
    const others: Draft[] = [
      { ...theme, content: secret },
      { ...theme, title: secret },
      { ...theme, type: 'decision' },
      { ...theme, topicKey: 'ui/theme' },
      // The same characters, cut elsewhere.
      { ...theme, title: 'UI themePrefers', content: 'dark' },
    ]
    for (const draft of others)
      await failsWith('invalid_input', () => alice.save(draft, keyed), [secret, idempotencyKey])
    await failsWith('invalid_input', () => alice.summarizeSession(secret, keyed), [secret, idempotencyKey])
    assert.equal((await alice.stats()).observations, 1)
    assert.deepEqual(await alice.save(theme, keyed), first)
  }),

  idempotencyCase('takes a summary once', async ({ forUser }) => {
    const alice = forUser('alice')
    const first = await alice.summarizeSession('Half of it is done.', keyed)
    await alice.forget((await alice.save(theme)).id)
    assert.deepEqual(await alice.summarizeSession('Half of it is done.', keyed), first)
    assert.equal((await alice.stats()).byType['summary'], 1)
  }),

  idempotencyCase(
    'compares what is left after private text is gone',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const save = (secret: string) =>
        alice.save({ ...theme, content: `dark <private>${secret}</private>` }, keyed)
      assert.deepEqual(await save('zebra'), await save('ferry'))
    },
    { requirement: 'R20' },
  ),

  idempotencyCase(
    'remembers no save that was refused',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const { id } = await alice.save({ ...theme, content: 'first' })
      await failsWith('quota_exceeded', () => alice.save(theme, keyed))
      await alice.forget(id)
      assert.equal((await alice.save(theme, keyed)).outcome, 'created')
    },
    { config: { quota: { observations: 1 } } },
  ),

  idempotencyCase(
    'holds when the clock jumps',
    async ({ forUser, clock }) => {
      const alice = forUser('alice')
      const first = await alice.save(theme, keyed)
      for (const jump of [-day, 3_650 * day, -3_650 * day]) {
        clock.advance(jump)
        await alice.save({ ...theme, content: `after ${jump}` }, { idempotencyKey: `jump${jump}` })
        assert.deepEqual(await alice.save(theme, keyed), first)
      }
    },
    { requirement: 'R34', needs: ['clock'] },
  ),

  idempotencyCase(
    "knows nothing of another user's keys, however the two are written together",
    async ({ forUser }) => {
      const pairs = [
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a:', 'b:c'],
        ['__proto__', 'key'],
        ['constructor', '__proto__'],
        ['KEY', 'key'],
        ['key', 'KEY'],
      ] as const
      for (const [userId, key] of pairs) {
        const saved = await forUser(userId).save({ ...theme, content: userId }, { idempotencyKey: key })
        assert.deepEqual([saved.id, saved.outcome], [1, 'created'])
      }
      for (const [userId, key] of pairs) {
        const own = await forUser(userId).save({ ...theme, content: userId }, { idempotencyKey: key })
        assert.deepEqual([own.id, own.outcome], [1, 'created'])
        assert.equal((await forUser(userId).stats()).observations, 1)
      }
    },
    { requirement: 'R8' },
  ),

  idempotencyCase(
    "is not changed by another user's use of the same key",
    async ({ forUser }) => {
      const [alice, bob] = [forUser('alice'), forUser('bob')]
      const first = await alice.save(theme, keyed)
      assert.equal((await bob.save({ ...theme, content: 'light' }, keyed)).outcome, 'created')
      await bob.forget(1)
      assert.deepEqual(await alice.save(theme, keyed), first)
      await bob.erase()
      assert.deepEqual(await alice.save(theme, keyed), first)
      assert.equal((await alice.get(first.id))?.content, theme.content)
    },
    { requirement: 'R13' },
  ),

  idempotencyCase(
    'does not bring back what was forgotten',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const save = (content: string, key: string) =>
        alice.save({ ...theme, content, topicKey: 'ui/theme' }, { idempotencyKey: key })
      const { id } = await save('dark', 'key-1')
      await save('light', 'key-2')
      await alice.forget(id)
      await failsWith('invalid_input', () => save('dark', 'key-1'), ['dark'])
      await failsWith('invalid_input', () => save('light', 'key-2'), ['light'])
      assert.equal((await alice.stats()).observations, 0)
      assert.equal((await save('light', 'key-3')).outcome, 'created')
    },
    { requirement: 'R45' },
  ),

  idempotencyCase(
    'forgets its keys with an erased user',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save(theme, keyed)
      await alice.erase()
      const again = await alice.save({ ...theme, content: 'light' }, keyed)
      assert.deepEqual([again.id, again.outcome], [1, 'created'])
    },
    { requirement: 'R46' },
  ),

  idempotencyCase(
    'says nothing of keys in an export, and takes none from one',
    async ({ forUser }) => {
      const [alice, bob] = [forUser('alice'), forUser('bob')]
      await alice.save(theme, keyed)
      const lines = await collect(alice.export())
      assert.ok(!lines.join('\n').includes(idempotencyKey))
      await bob.import(lines.map((line) => line.replaceAll('"alice"', '"bob"')))
      assert.equal((await bob.save({ ...theme, content: 'light' }, keyed)).outcome, 'created')
    },
    { needs: ['transfer'] },
  ),

  idempotencyCase('refuses what is no key', async ({ forUser }) => {
    const alice = forUser('alice')
    for (const wrong of ['', 'a b', 'é', 'a\n', 'k'.repeat(256), 7])
      await failsWith('invalid_input', () => alice.save(theme, { idempotencyKey: wrong as string }))
    await alice.save(theme, { idempotencyKey: 'k'.repeat(255) })
    assert.equal((await alice.stats()).observations, 1)
  }),
]
