import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { freshPath } from './fresh-folder.ts'
import { everythingOf } from './everything-of.ts'

const start = Date.UTC(2026, 0, 1)

describe('R7 R8 users whose ids run into one another', () => {
  const colliding = [
    ['a', 'ab', 'abc'],
    ['a:b', 'a', 'b', ':', 'a:'],
    ['user', 'USER', 'User'],
    ['.', '..', '/', '\\'],
    ['%', '_', '*', '?1', "'", '"'],
    ['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
    ['1', '11', '101', '1:', '01', '1.0', '1e0'],
    ['null', 'undefined', 'NaN', 'true', '0'],
  ]

  test.each(colliding)('R7 %s and the others each keep their own under the same words', async (...ids) => {
    const sameSession = { newSessionId: () => 'the-same-for-everyone' }
    await using memory = await ILabMemory.fromPath(freshPath(), sameSession)
    for (const [i, id] of ids.entries()) {
      const { outcome, id: first } = await memory.forUser(id).save({
        type: 'profile',
        title: 'Note',
        content: `shared word ${'x'.repeat(i + 1)}`,
        topicKey: 'a/b',
      })
      expect([outcome, first]).toEqual(['created', 1])
      const again = await memory.forUser(id).save({ type: 'decision', title: 'Twin', content: 'said by all' })
      expect([again.outcome, again.id, again.sessionId]).toEqual(['created', 2, 'the-same-for-everyone'])
    }
    for (const [i, id] of ids.entries()) {
      const user = memory.forUser(id)
      expect((await user.search('shared word')).map((found) => found.snippet)).toEqual([
        `shared word ${'x'.repeat(i + 1)}`,
      ])
      expect(await user.stats()).toMatchObject({ observations: 2, sessions: 1 })
    }
    await memory.forUser(ids[0]!).erase()
    for (const id of ids.slice(1)) expect(await memory.forUser(id).stats()).toMatchObject({ observations: 2 })
    expect(await memory.forUser(ids[0]!).stats()).toMatchObject({ observations: 0, sessions: 0 })
  })

  test('R8 the parts of a topic key and a user id never add up to the same key', async () => {
    await using memory = await ILabMemory.fromPath(freshPath())
    const pairs = [
      ['a', 'b/c'],
      ['ab', '/c'],
      ['a:b', 'c'],
      ['a', 'b:c'],
      ['a:', 'b:c'],
    ] as const
    for (const [user, topicKey] of pairs) {
      const draft = { type: 'pattern', title: 'Note', content: `${user} ${topicKey}`, topicKey }
      expect(await memory.forUser(user).save(draft)).toMatchObject({ outcome: 'created' })
    }
    for (const [user, topicKey] of pairs) {
      const { observations } = await memory.forUser(user).list({ topicKeyPrefix: topicKey })
      expect(observations.map(({ content }) => content)).toEqual([`${user} ${topicKey}`])
    }
  })

  test.each(['a'.repeat(256), '', 'a b', 'ä', 'a\u0308', 'a\n', '\0', 'é'])(
    'R7 an id outside the alphabet is refused: %j',
    async (id) => {
      await using memory = await ILabMemory.fromPath(freshPath())
      expect(() => memory.forUser(id)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
    },
  )
})

describe('R8 users whose numbers begin one another', () => {
  /** In base 36: 1, 11 and 101. */
  const numbered = [1, 37, 1_297]
  const queries =
    'needle|neetle|11:needle|1:needle|101|1:|11|1|0|:|ne|1needle|kept by number|prefix 11:needle|01:needle|\u{10ffff}|z'.split(
      '|',
    )

  function draftsOf(number: number): { type: string; title: string; content: string }[] {
    const draft = (title: string, content: string) => ({ type: 'discovery', title, content })
    return {
      1: [
        draft('First', 'prefix 11:word 101:word 1:1:word 1 11 101'),
        draft('1:', '1needles kept by number one'),
      ],
      37: [
        draft('Thirty', 'needle needles kept by number thirty'),
        draft('11:', '1:needle 101:needle 01:needle'),
      ],
      1_297: [draft('Last', 'needle neetle kept by the last'), draft('101:', '11:needle 1:needle needle')],
    }[number]!
  }

  test('R8 each sees exactly what it would see in a file of its own', async () => {
    const path = freshPath()
    await using memory = await ILabMemory.fromPath(path, { clock: () => start, newSessionId: () => 'only' })
    await Promise.all(
      Array.from({ length: 1_297 }, async (_, i) => {
        const user = memory.forUser(`user-${i + 1}`)
        const [first = { type: 'profile', title: 'Note', content: `needle of number ${i + 1}` }, ...more] =
          numbered.includes(i + 1) ? draftsOf(i + 1) : []
        await user.save(first)
        for (const draft of more) await user.save(draft)
      }),
    )
    using database = new DatabaseSync(path, { readOnly: true })
    for (const number of numbered) {
      const row = database.prepare('select user_id from user where number = ?1').get(number)
      expect(row?.['user_id']).toBe(`user-${number}`)
      await using alone = await ILabMemory.fromPath(freshPath(), {
        clock: () => start,
        newSessionId: () => 'only',
      })
      for (const draft of draftsOf(number)) await alone.forUser(`user-${number}`).save(draft)
      const user = memory.forUser(`user-${number}`)
      expect(await everythingOf(user, queries)).toEqual(
        await everythingOf(alone.forUser(`user-${number}`), queries),
      )
    }
  })
})
