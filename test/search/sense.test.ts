import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { rank, type Ranked } from '../../src/search/rank/rank.ts'
import type { Sense } from '../../src/search/sense/sense.ts'
import { smoothCosines } from '../../src/search/sense/smooth.ts'
import { standardOf, standardScore } from '../../src/search/sense/standard.ts'
import { usualBackground } from '../../src/search/sense/weigh.ts'
import { entries, wordyText } from './arbitrary.ts'
import { defaultSettings, indexEntries, prepare, type Entry } from './memory-index.ts'
import { blocksOf, packed, vectors, type Embedded } from './sense-vectors.ts'

const analyzer = createAnalyzer('english')
const now = Date.UTC(2024, 0, 1)
const modes = ['default', 'conversation'] as const
type Mode = (typeof modes)[number]

interface Case {
  readonly all: readonly Entry[]
  readonly embedded: readonly Embedded[]
  readonly query: readonly number[]
}

/** Observations of which some have no vector and some have several. */
const cases: fc.Arbitrary<Case> = entries.chain((all) =>
  fc.record({
    all: fc.constant(all),
    query: vectors,
    embedded: fc
      .array(fc.array(vectors, { maxLength: 3 }), { minLength: all.length, maxLength: all.length })
      .map((own) => own.flatMap((of, i) => of.map((vector) => ({ id: all[i]!.id!, vector })))),
  }),
)

const senseOf = ({ embedded, query }: Case, size = 3): Sense => ({
  query: packed(query),
  vectors: blocksOf(embedded, size),
})

const search = (query: string, all: readonly Entry[], mode: Mode, sense?: Sense, limit = 100): Ranked[] => {
  const settings = { ...defaultSettings, mode }
  const { plan, corpus } = prepare(query, indexEntries(all, analyzer), analyzer, settings)
  return rank(plan, corpus, { settings, now, limit, sense })
}
const byId = (ranked: readonly Ranked[]): ReadonlyMap<number, Ranked> =>
  new Map(ranked.map((each) => [each.id, each]))

describe.each(modes)('ranking by words and sense in %s mode', (mode) => {
  test('gives parts in [0, 1] that make up the relevance, in a total order', () => {
    fc.assert(
      fc.property(cases, wordyText(5), (each, query) => {
        const ranked = search(query, each.all, mode, senseOf(each))
        for (const [i, { id, score, parts }] of ranked.entries()) {
          expect(score).toBeGreaterThan(0)
          for (const part of [score, ...Object.values(parts)])
            expect(part === null || (part >= 0 && part <= 1)).toBe(true)
          expect(parts.relevance).toBeCloseTo(1 - (1 - parts.words!) * (1 - parts.meaning!), 12)
          const next = ranked[i + 1]
          if (next !== undefined)
            expect(score > next.score || (score === next.score && id < next.id)).toBe(true)
        }
      }),
    )
  })

  test('only adds: what words find stays found, with at least its score', () => {
    fc.assert(
      fc.property(cases, wordyText(5), (each, query) => {
        const found = byId(search(query, each.all, mode, senseOf(each)))
        for (const { id, score } of search(query, each.all, mode))
          expect(found.get(id)?.score ?? -1).toBeGreaterThanOrEqual(score)
      }),
    )
  })

  test('an observation without a vector keeps its score exactly', () => {
    fc.assert(
      fc.property(cases, wordyText(5), (each, query) => {
        const embedded = new Set(each.embedded.map(({ id }) => id))
        const plain = byId(search(query, each.all, mode))
        for (const { id, score, parts } of search(query, each.all, mode, senseOf(each))) {
          if (embedded.has(id)) continue
          expect(score).toBe(plain.get(id)?.score)
          expect(parts).toMatchObject({ meaning: 0, similarity: null })
        }
      }),
    )
  })

  test('without any vector finds what words find, with the same scores', () => {
    fc.assert(
      fc.property(cases, wordyText(5), ({ all, query: vector }, query) => {
        const sense = { query: packed(vector), vectors: [] }
        const scores = (ranked: readonly Ranked[]) =>
          ranked.map(({ id, score, window }) => [id, score, window])
        expect(scores(search(query, all, mode, sense))).toEqual(scores(search(query, all, mode)))
      }),
    )
  })

  test('does not depend on the blocks that vectors come in, nor on their order', () => {
    fc.assert(
      fc.property(cases, wordyText(5), fc.integer({ min: 1, max: 9 }), (each, query, size) => {
        const sense = senseOf(each, size)
        const turned = { ...sense, vectors: [...sense.vectors].toReversed() }
        expect(search(query, each.all, mode, turned)).toEqual(search(query, each.all, mode, senseOf(each)))
      }),
    )
  })

  test('a vector of an observation that is not there changes nothing', () => {
    fc.assert(
      fc.property(cases, wordyText(5), vectors, (each, query, stray) => {
        const known = new Set(each.all.map(({ id }) => id))
        const id = Array.from({ length: 200 }, (_, i) => i).find((number) => !known.has(number))!
        const more = [...each.embedded, { id, vector: stray }].toSorted((a, b) => a.id - b.id)
        expect(search(query, each.all, mode, senseOf({ ...each, embedded: more }))).toEqual(
          search(query, each.all, mode, senseOf(each)),
        )
      }),
    )
  })

  test('a smaller limit is the beginning of a larger one, and a filter leaves the rest as it is', () => {
    fc.assert(
      fc.property(cases, wordyText(5), fc.integer({ min: 0, max: 12 }), (each, query, limit) => {
        const settings = { ...defaultSettings, mode }
        const { plan, corpus } = prepare(query, indexEntries(each.all, analyzer), analyzer, settings)
        const options = { settings, now, sense: senseOf(each) }
        const most = rank(plan, corpus, { ...options, limit: 100 })
        expect(rank(plan, corpus, { ...options, limit })).toEqual(most.slice(0, limit))
        const accepts = (index: number): boolean => index % 2 === 0
        expect(rank(plan, corpus, { ...options, limit, accepts })).toEqual(
          most.filter(({ index }) => accepts(index)).slice(0, limit),
        )
      }),
    )
  })
})

const axis = (at: number): number[] => Array.from({ length: 6 }, (_, i) => (i === at ? 1 : 0.01))

describe('sense', () => {
  const all = Array.from({ length: 12 }, (_, i) => ({ id: i + 1, content: `note ${i}`, session: i + 1 }))
  const embedded = all.map(({ id }) => ({ id, vector: axis(id === 7 ? 0 : 1 + (id % 5)) }))
  const sense = { query: packed(axis(0)), vectors: blocksOf(embedded, 64) }

  test('finds what shares no word with the query', () => {
    const [best] = search('zeppelin', all, 'default', sense)
    expect(best).toMatchObject({ id: 7, parts: { words: 0 } })
    expect(best!.parts.similarity).toBeGreaterThan(0.99)
  })

  test('takes the best window of a long observation, and shows its passage', () => {
    const content = 'word '.repeat(600)
    const long = [...all, { id: 13, content, session: 13 }]
    const windows = [4, 4, 0, 4].map((at) => ({ id: 13, vector: axis(at) }))
    const others = embedded.filter(({ id }) => id !== 7)
    const [best] = search('zeppelin', long, 'default', {
      ...sense,
      vectors: blocksOf([...others, ...windows], 64),
    })
    expect(best).toMatchObject({ id: 13, window: 9 })
  })

  test('smooths cosines over the neighbours of a session that have one', () => {
    const cosines = Float64Array.of(0.5, Number.NaN, 0.1, 0.9)
    const table = { length: 4, session: [1, 1, 1, 2] }
    const [first, second, third, fourth] = smoothCosines(cosines, table)
    expect(first).toBeCloseTo((0.5 + 0.25 * 0.1) / 1.25, 12)
    expect(second).toBeNaN()
    expect(third).toBeCloseTo((0.1 + 0.25 * 0.5) / 1.25, 12)
    expect(fourth).toBe(0.9)
    expect(smoothCosines(cosines, { ...table, session: [0, 0, 0, 0] })).toEqual(cosines)
  })

  test('neighbours help an observation, and take a tenth at most from one that says it all by itself', () => {
    const apart = search('zeppelin', all, 'default', sense)
    const together = all.map((entry) => ({ ...entry, session: 1 }))
    const joined = search('zeppelin', together, 'default', sense)
    expect(joined[0]!.id).toBe(7)
    expect(joined[0]!.parts.meaning!).toBeCloseTo(0.9 * apart[0]!.parts.meaning!, 9)
    const near = blocksOf(
      embedded.map(({ id, vector }) => ({ id, vector: id === 8 ? [0.6, 0.8, 0, 0, 0, 0] : vector })),
      64,
    )
    const meaningOf8 = (memories: readonly Entry[]): number =>
      byId(search('note', memories, 'default', { ...sense, vectors: near })).get(8)!.parts.meaning!
    expect(meaningOf8(together)).toBeGreaterThan(meaningOf8(all))
  })

  test('a first memory is compared with the background of the model', () => {
    const standard = standardOf(Float64Array.of(0.6, Number.NaN), usualBackground)
    expect(standard.mean).toBeCloseTo((0.6 + 10 * 0.05) / 11, 12)
    expect(standard.deviation).toBeCloseTo(Math.sqrt((10 * 0.08 ** 2) / 11), 12)
    expect(standardScore(0.6, standard)).toBeGreaterThan(4)
  })
})
