import { nothingBeside } from '../../src/core/store/beside.ts'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory, type Config, type UserMemory } from '../../src/index.ts'
import type { ExportRecord } from '../../src/core/store/store.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { patience, random, rounds, seed } from '../fault/rounds.ts'
import { freshPath } from './fresh-folder.ts'

const day = 86_400_000
const start = Date.UTC(2026, 0, 1)

/** Clock and ids that say the same in every run. */
function steady(config: Config = {}): Config {
  let ticks = 0
  let sessions = 0
  return { ...config, clock: () => start + ticks++ * 1_000, newSessionId: () => `session-${sessions++}` }
}

/** Everything that a user can see. */
async function everythingOf(memory: UserMemory, queries: readonly string[]): Promise<unknown> {
  const ids = [1, 2, 3, 4, 5]
  const first = await memory.list({ limit: 1 })
  return {
    lines: await Array.fromAsync(memory.export()),
    found: await Promise.all(queries.map((query) => memory.search(query, { explain: true, limit: 50 }))),
    rows: await Promise.all(ids.map((id) => memory.get(id))),
    timelines: await Promise.all(ids.map((id) => memory.timeline(id))),
    first,
    rest: await memory.list({ cursor: first.nextCursor }),
    stats: await memory.stats(),
  }
}

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

describe('R17 between two saves', () => {
  const words = 'theme colour dark letters garden meeting project window answer question'.split(' ')

  /** Short observations that are full of what the other user asks for. */
  function* foreignBatches(count: number, size: number): Generator<ExportRecord[]> {
    const next = random()
    const at = new Date(start + 365 * day).toISOString()
    for (let id = 1; id <= count; id += size) {
      yield Array.from({ length: size }, (_, i): ExportRecord => {
        const word = (): string => words[Math.floor(next() * words.length)]!
        return {
          kind: 'observation',
          observation: {
            id: id + i,
            sessionId: 'foreign',
            userId: 'bob',
            type: 'decision',
            topicKey: null,
            ...nothingBeside,
            title: word(),
            content: `${word()} ${id + i}`,
            revision: 9,
            createdAt: at,
            updatedAt: at,
          },
        }
      })
    }
  }

  async function transcript(foreign: number): Promise<unknown> {
    const store = await openSqliteStore(freshPath())
    await using memory = new ILabMemory(store, steady())
    const alice = memory.forUser('alice')
    const seen: unknown[] = []
    const live = async (): Promise<void> => {
      seen.push(await alice.startSession())
      seen.push(
        await alice.save({
          type: 'preference',
          title: 'Theme',
          content: 'dark colour',
          topicKey: 'ui/theme',
        }),
      )
      seen.push(
        await alice.save({ type: 'decision', title: 'Garden', content: `${words.join(' ')} ${seen.length}` }),
      )
      seen.push(await everythingOf(alice, [...words, 'dark theme', 'thme', 'da', 'nothing of this']))
    }
    await live()
    const at = { now: start, newSessionId: 'foreign', sessionTimeoutMs: day, quota: {}, keptVersions: 20 }
    if (foreign > 0) await store.importRecords('bob', [foreignSession], at)
    for (const batch of foreignBatches(foreign, 2_000)) await store.importRecords('bob', batch, at)
    expect(
      await memory
        .forUser('bob')
        .stats()
        .then((stats) => stats.observations),
    ).toBe(foreign)
    await live()
    seen.push(await alice.forget(2), await alice.endSession('all done'))
    await live()
    return seen
  }

  const foreignSession: ExportRecord = {
    kind: 'session',
    session: {
      id: 'foreign',
      userId: 'bob',
      status: 'active',
      endedAt: null,
      summary: null,
      isAutoGenerated: false,
      startedAt: new Date(start).toISOString(),
      lastActivityAt: new Date(start).toISOString(),
    },
  }

  const foreign = rounds(10_000, 100_000)
  test(
    `R17 ${foreign} foreign rows change no id, no cursor and no score`,
    { timeout: patience },
    async () => {
      expect(await transcript(foreign)).toEqual(await transcript(0))
    },
  )
})

describe(`R12 after a busy history of two (seed ${seed})`, () => {
  /** Everything that comes out, failures with all that they carry. */
  async function outputOf(call: Promise<unknown>): Promise<string> {
    try {
      return JSON.stringify(await call) ?? ''
    } catch (error) {
      const { message, stack, cause, ...more } = error as Error
      return JSON.stringify([message, stack, String(cause), cause, more])
    }
  }

  test('R12 no answer and no error of one holds a word of the other', async () => {
    const next = random()
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!
    const path = freshPath()
    const config = { quota: { observations: 60 }, sessionTimeoutHours: 1, busyTimeoutMs: 50 }
    let now = start
    await using memory = await ILabMemory.fromPath(path, { ...config, clock: () => (now += 60_000) })
    const common = ['theme', 'garden', 'letters']
    const said = { alice: '', bob: '' }
    const canary = { alice: 'qalicecanary', bob: 'qbobcanary' }

    const act = (name: 'alice' | 'bob'): Promise<unknown> => {
      const user = memory.forUser(name)
      const text = `${canary[name]} ${pick(common)} ${Math.floor(next() * 40)}`
      const id = 1 + Math.floor(next() * 70)
      const topicKey = `${name === 'alice' ? 'qalicecanary' : 'qbobcanary'}/${pick(common)}`
      return pick<() => Promise<unknown>>([
        () => user.save({ type: 'decision', title: text, content: text }),
        () =>
          user.save({
            type: 'decision',
            title: text,
            content: text,
            topicKey: pick([topicKey, pick(common)]),
          }),
        () => user.save({ type: text, title: text, content: text }),
        () => user.save({ type: 'pattern', title: text, content: 'x'.repeat(200_001) }),
        () => user.search(pick([pick(common), canary.alice, canary.bob, 'qbobcanry', 'qb'])),
        () => user.search(pick(common), { types: [text] }),
        () => user.get(id),
        () => user.timeline(id),
        () => user.list({ limit: 5 }),
        () => user.list({ cursor: text }),
        () => user.stats(),
        () => user.forget(id),
        () => user.startSession(),
        () => user.endSession(text),
        () => user.summarizeSession(text),
        () => Array.fromAsync(user.export()),
        () => user.import([`{"kind":"observation","title":"${text}"`]),
        () => (next() < 0.1 ? user.erase() : user.stats()),
      ])()
    }

    for (let step = 0; step < rounds(120); step++) {
      const names = Array.from({ length: 8 }, () => pick(['alice', 'bob'] as const))
      const outputs = await Promise.all(names.map((name) => outputOf(act(name))))
      for (const [i, name] of names.entries()) said[name] += `${outputs[i]}\n`
    }
    await memory.close()
    for (const name of ['alice', 'bob'] as const) said[name] += await outputOf(act(name))
    expect(said.alice.includes(canary.alice)).toBe(true)
    expect(said.bob.includes(canary.bob)).toBe(true)
    expect(said.alice.includes(canary.bob)).toBe(false)
    expect(said.bob.includes(canary.alice)).toBe(false)
  })
})
