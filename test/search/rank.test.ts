import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { rank } from '../../src/search/rank/rank.ts'
import { windowBounds } from '../../src/search/rank/window.ts'
import { entries, wordyText } from './arbitrary.ts'
import { defaultSettings, indexEntries, prepare, searchIndex, type Entry } from './memory-index.ts'
import { referenceRelevance } from './reference.ts'

const analyzer = createAnalyzer('english')
const now = Date.UTC(2024, 0, 1)
const modes = ['default', 'conversation'] as const
const settingsFor = (mode: (typeof modes)[number]) => ({ ...defaultSettings, mode })
const noTypos = (mode: (typeof modes)[number]) => ({ ...settingsFor(mode), typoTolerance: false })

const find = (query: string, all: readonly Entry[], mode: (typeof modes)[number] = 'default', limit = 10) =>
  searchIndex(query, indexEntries(all, analyzer), analyzer, settingsFor(mode), limit, now)
const idsOf = (query: string, all: readonly Entry[], mode: (typeof modes)[number] = 'default') =>
  find(query, all, mode).map(({ id }) => id)

describe.each(modes)('ranking in %s mode', (mode) => {
  test('agrees with its definition', () => {
    fc.assert(
      fc.property(entries, wordyText(5), (all, query) => {
        // The reference knows no relative dates.
        fc.pre(!/yesterday|today|tomorrow|week|month|ago/i.test(query))
        const index = indexEntries(all, analyzer)
        const expected = referenceRelevance(query, all, analyzer, mode)
        const ranked = searchIndex(query, index, analyzer, noTypos(mode), all.length, now)
        const relevance = new Map(ranked.map((each) => [each.index, each.parts.relevance]))
        for (const [i, value] of expected.entries()) expect(relevance.get(i) ?? 0).toBeCloseTo(value, 9)
      }),
    )
  })

  test('gives scores in [0, 1] in a total order', () => {
    fc.assert(
      fc.property(entries, wordyText(6), (all, query) => {
        const ranked = searchIndex(query, indexEntries(all, analyzer), analyzer, settingsFor(mode), 100, now)
        for (const [i, { id, score, parts }] of ranked.entries()) {
          expect(score).toBeGreaterThan(0)
          for (const part of [score, ...Object.values(parts)]) expect(part >= 0 && part <= 1).toBe(true)
          const next = ranked[i + 1]
          if (next !== undefined)
            expect(score > next.score || (score === next.score && id < next.id)).toBe(true)
        }
      }),
    )
  })

  test('does not depend on the order in which postings were put together', () => {
    fc.assert(
      fc.property(entries, wordyText(6), (all, query) => {
        const settings = settingsFor(mode)
        const { plan, corpus } = prepare(query, indexEntries(all, analyzer), analyzer, settings)
        const turned = { ...corpus, postings: new Map([...corpus.postings].toReversed()) }
        const options = { settings, now, limit: 10 }
        expect(rank(plan, turned, options)).toEqual(rank(plan, corpus, options))
      }),
    )
  })

  test('a filter removes, and changes neither order nor scores of the rest', () => {
    fc.assert(
      fc.property(entries, wordyText(6), fc.integer({ min: 2, max: 4 }), (all, query, divisor) => {
        const settings = settingsFor(mode)
        const { plan, corpus } = prepare(query, indexEntries(all, analyzer), analyzer, settings)
        const accepts = (index: number): boolean => index % divisor > 0
        const everything = rank(plan, corpus, { settings, now, limit: 100 })
        const filtered = rank(plan, corpus, { settings, now, limit: 5, accepts })
        expect(filtered).toEqual(everything.filter(({ index }) => accepts(index)).slice(0, 5))
      }),
    )
  })

  test('a smaller limit is the beginning of a larger one', () => {
    fc.assert(
      fc.property(entries, wordyText(6), fc.integer({ min: 0, max: 12 }), (all, query, limit) => {
        const index = indexEntries(all, analyzer)
        const most = searchIndex(query, index, analyzer, settingsFor(mode), 100, now)
        expect(searchIndex(query, index, analyzer, settingsFor(mode), limit, now)).toEqual(
          most.slice(0, limit),
        )
      }),
    )
  })

  test('takes typed arrays as well as plain ones', () => {
    fc.assert(
      fc.property(entries, wordyText(6), (all, query) => {
        const settings = settingsFor(mode)
        const { plan, corpus } = prepare(query, indexEntries(all, analyzer), analyzer, settings)
        const { documents } = corpus
        const columns = Object.entries(documents).map(([name, column]) =>
          Array.isArray(column) && name !== 'typeNames' ? [name, Float64Array.from(column)] : [name, column],
        )
        const typed = { ...corpus, documents: Object.fromEntries(columns) as typeof documents }
        const options = { settings, now, limit: 10 }
        expect(rank(plan, typed, options)).toEqual(rank(plan, corpus, options))
      }),
    )
  })
})

describe('relevance', () => {
  test('is absolute: a word that the user never used lowers it', () => {
    const all = [{ content: 'blue theme' }, { content: 'nothing of the kind' }]
    const [known] = find('theme', all)
    const [half] = find('theme zeppelin', all)
    expect(half!.parts.relevance).toBeLessThan(known!.parts.relevance / 2)
  })

  test('finds nothing where nothing matches, and nothing in no observations', () => {
    expect(find('zeppelin', [{ content: 'blue theme' }])).toEqual([])
    expect(find('theme', [])).toEqual([])
  })

  test('takes the best passage of a long observation', () => {
    const filler = Array.from(
      { length: 120 },
      (_, i) => `filler${'abcdefghijkl'[Math.floor(i / 10)]}${'qrstuvwxyz'[i % 10]}`,
    )
    const content = [...filler, 'the', 'zebra', 'ate', 'my', 'tulips', ...filler].join(' ')
    const [found] = find('zebra tulips', [{ content }, { content: 'a short one' }])
    const [start, end] = windowBounds(245, found!.window)
    expect(start).toBeLessThanOrEqual(121)
    expect(end).toBeGreaterThanOrEqual(125)
  })

  test('a name in many titles says who, not what', () => {
    const turns = ['I bought a kayak', 'Ana, how is it?', 'Ana!', 'Hi Ana', 'Ana, Ana', 'Ana?'].flatMap(
      (content, i) => [
        { title: 'Ana', content: i === 0 ? content : `Something else ${i}` },
        { title: 'Ben', content },
      ],
    )
    const [best] = find("What is Ana's kayak?", turns)
    expect(best!.index).toBe(0)
  })

  test('a name in many titles is also found where only a content has it, after all that it names', () => {
    const all = [
      { title: 'Baker', content: 'owns an oven' },
      ...Array.from({ length: 15 }, (_, i) => ({ title: `Oven ${i}`, content: `number ${i}` })),
    ]
    const found = find('oven', all, 'default', 100)
    expect(found).toHaveLength(16)
    expect(found.at(-1)!.index).toBe(0)
    const accepts = (index: number): boolean => index === 0
    const { plan, corpus } = prepare('oven', indexEntries(all, analyzer), analyzer)
    expect(rank(plan, corpus, { settings: defaultSettings, now, limit: 10, accepts })).toHaveLength(1)
  })

  test('a named date finds what was saved then', () => {
    const all = [3, 4, 5, 6].map((month) => ({
      content: `A walk ${month}`,
      createdAt: Date.UTC(2023, month, 9),
    }))
    expect(idsOf('What walk in June 2023?', all)[0]).toBe(3)
    expect(idsOf('June 2023', all)).toContain(3)
  })
})

describe('context', () => {
  const told = [
    { content: 'Where did you spend the holidays?', session: 1 },
    { content: 'In a hut by a lake.', session: 1 },
    { content: 'Lovely!', session: 1 },
    { content: 'In a hut by a river.', session: 2 },
  ]

  test('prefers among matches the one whose neighbour completes it', () => {
    expect(idsOf('holidays hut', told).indexOf(2)).toBeLessThan(idsOf('holidays hut', told).indexOf(4))
  })

  test('by default brings in nothing that does not match by itself', () => {
    expect(idsOf('holidays', told)).toEqual([1])
  })

  test('in a conversation the answer comes with its question, and not from another session', () => {
    const found = idsOf('holidays', told, 'conversation')
    expect(found).toContain(2)
    expect(found).not.toContain(4)
  })
})

describe('the final score', () => {
  test('prefers the newer of two equal matches, and the stronger match to the newer one', () => {
    const day = 86_400_000
    const all = [
      { content: 'dark theme', createdAt: now - 300 * day },
      { content: 'dark theme', createdAt: now },
      { content: 'dark chocolate and other things', createdAt: now },
    ]
    expect(idsOf('dark theme', all)).toEqual([2, 1, 3])
  })

  test('breaks ties by id and takes a time to come as now', () => {
    const all = [3, 5, 9].map((id) => ({
      id,
      content: 'same words',
      session: id,
      createdAt: now + id * 1e10,
    }))
    expect(idsOf('words', all)).toEqual([3, 5, 9])
  })
})

describe('typing errors', () => {
  const all = [{ content: 'We painted the kitchen' }, { content: 'A birthday party for grandmother' }]

  test.each([
    ['kitcehn', 1],
    ['kitchn', 1],
    ['granmothr', 2],
    ['brithday', 2],
  ])('%s finds observation %i', (query, id) => {
    expect(idsOf(query, all)).toEqual([id])
  })

  test('a word that the user does use is taken as it stands', () => {
    const both = [{ content: 'a form to fill in' }, { content: 'a farm in the hills' }]
    expect(idsOf('form', both)).toEqual([1])
  })

  test('a guessed word counts less than a known one', () => {
    const [guessed] = find('kitcehn', all)
    const [known] = find('kitchen', all)
    expect(guessed!.parts.relevance).toBeCloseTo(0.8 * known!.parts.relevance, 9)
  })
})
