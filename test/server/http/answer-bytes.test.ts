import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openToAnyone } from '../../../src/server/access/authenticate.ts'
import { connect } from '../../../src/client/index.ts'
import { createApp, type App } from '../../../src/server/http/app.ts'
import { bytesOf } from '../../../src/server/http/answers/bytes-of.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import type { ListPage, Observation } from '../../../src/core/model.ts'
import { observationSchema } from '../../../src/core/schemas/observation.ts'
import { wire } from '../../../src/wire/wire-names.ts'
import { rounds } from '../../fault/rounds.ts'
import { freshFolder } from './fixture.ts'

const memory = await ILabMemory.fromPath(`${freshFolder()}/memory.db`)
const { decode } = wire(observationSchema())
let users = 0

/** A user with observations of these lengths, of two types by turns. */
async function userWith(lengths: readonly number[]): Promise<string> {
  const userId = `user-${users++}`
  const user = memory.forUser(userId)
  for (const [i, length] of lengths.entries())
    await user.save({
      type: i % 2 === 0 ? 'decision' : 'profile',
      title: `No. ${i}`,
      content: 'é'.repeat(length),
    })
  return userId
}

function appWith(answerBytes: number): App {
  return createApp({ memory, authenticator: openToAnyone, limits: { rate: false, answerBytes } })
}

async function get(app: App, userId: string, path: string): Promise<ListPage> {
  const headers = { 'x-user-id': userId }
  const response = await app.fetch(new Request(`http://localhost/v1/observations${path}`, { headers }))
  const { observations, next_cursor: nextCursor } = (await response.json()) as {
    observations: unknown[]
    next_cursor: string | null
  }
  return { observations: observations.map((each) => decode(each) as Observation), nextCursor }
}

function sizeOf(observations: readonly Observation[]): number {
  return observations.reduce((bytes, each) => bytes + bytesOf(each), 0)
}

const arbitraryLengths = fc.array(
  fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3_000 })),
  {
    maxLength: 35,
  },
)
const arbitraryBytes = fc.oneof(fc.integer({ min: 1, max: 8_000 }), fc.integer({ min: 1, max: 60_000 }))

describe('R37 R55 answers are bounded in bytes', () => {
  test('a list cut to the bytes goes on exactly where it ended, and is cut no earlier', async () => {
    const property = fc.asyncProperty(
      arbitraryLengths,
      arbitraryBytes,
      fc.option(fc.integer({ min: 1, max: 40 }), { nil: null }),
      fc.constantFrom(null, 'decision'),
      async (lengths, answerBytes, limit, type) => {
        const userId = await userWith(lengths)
        const app = appWith(answerBytes)
        const filter = type === null ? {} : { types: [type] }
        const { observations: all } = await memory.forUser(userId).list({ limit: 1_000, ...filter })
        const listed: Observation[] = []
        let cursor: string | null = null
        do {
          const parameters = [
            ...(limit === null ? [] : [`limit=${limit}`]),
            ...(type === null ? [] : [`types=${type}`]),
            ...(cursor === null ? [] : [`cursor=${cursor}`]),
          ]
          const page = await get(app, userId, `?${parameters.join('&')}`)
          const size = sizeOf(page.observations)
          listed.push(...page.observations)
          const next = all[listed.length]
          expect((next === undefined) === (page.nextCursor === null)).toBe(true)
          if (page.observations.length !== 1) expect(size).toBeLessThanOrEqual(answerBytes)
          if (next !== undefined && page.observations.length < (limit ?? 50))
            expect(size + bytesOf(next)).toBeGreaterThan(answerBytes)
          cursor = page.nextCursor
        } while (cursor !== null)
        expect(listed).toEqual(all)
      },
    )
    await fc.assert(property, { numRuns: rounds(25, 400) })
  })

  test('a timeline keeps the nearest neighbours, by turns, and one on each side in any case', async () => {
    const property = fc.asyncProperty(
      arbitraryLengths.filter(({ length }) => length > 0),
      arbitraryBytes,
      fc.nat(40),
      fc.nat(40),
      fc.nat(40),
      async (lengths, answerBytes, before, after, place) => {
        const userId = await userWith(lengths)
        const id = (place % lengths.length) + 1
        const path = `/${id}/timeline?before=${before}&after=${after}`
        const all = await memory.forUser(userId).timeline(id, { before, after })
        const { observations: shown } = await get(appWith(answerBytes), userId, path)
        const [at, end] = [all.findIndex((each) => each.id === shown[0]?.id), shown.length]
        expect(shown).toEqual(all.slice(at, at + end))
        const anchor = all.findIndex((each) => each.id === id)
        const [earlier, later] = [anchor - at, at + end - 1 - anchor]
        const [mostEarlier, mostLater] = [anchor, all.length - 1 - anchor]
        expect(earlier >= Math.min(1, mostEarlier) && later >= Math.min(1, mostLater)).toBe(true)
        if (earlier > 1 || later > 1) expect(sizeOf(shown)).toBeLessThanOrEqual(answerBytes)
        if (end === all.length) return
        const isEarlierNext = earlier < mostEarlier && (earlier <= later || later === mostLater)
        const next = all[isEarlierNext ? at - 1 : at + end]!
        expect(sizeOf([...shown, next])).toBeGreaterThan(answerBytes)
      },
    )
    await fc.assert(property, { numRuns: rounds(25, 400) })
  })

  test('the client puts a page that is cut together from several', async () => {
    const userId = await userWith(Array.from({ length: 33 }, (_, i) => 1 + i * 40))
    const app = appWith(4_000)
    const remote = connect('http://localhost', {
      fetch: async (url, init) => app.fetch(new Request(url, init)),
    }).forUser(userId)
    const user = memory.forUser(userId)
    for (const options of [{}, { limit: 7 }, { limit: 200 }, { limit: 9, types: ['profile'] }])
      expect(await remote.list(options)).toEqual(await user.list(options))
  })

  test('a timeline passes over neighbours that are forgotten while it is read', async () => {
    const userId = await userWith(Array.from({ length: 40 }, () => 10))
    const user = memory.forUser(userId)
    let calls = 0
    const forgetting = {
      ...user,
      timeline: async (...asked: Parameters<typeof user.timeline>) => {
        const window = await user.timeline(...asked)
        if (++calls === 1) for (const id of [10, 11, 30]) await user.forget(id)
        return window
      },
    }
    const app = createApp({
      memory: { forUser: () => forgetting },
      authenticator: openToAnyone,
      limits: { rate: false },
    })
    const { observations } = await get(app, userId, '/20/timeline?before=100&after=100')
    const ids = Array.from({ length: 40 }, (_, i) => i + 1)
    expect(observations.map(({ id }) => id)).toEqual(ids.filter((id) => ![10, 11, 30].includes(id)))
  })
})
