import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { planQuery, termsToRead, vocabularyToRead, withAlternatives } from '../../src/search/query/plan.ts'
import { createLetterTest, editDistance } from '../../src/search/query/typos.ts'
import { anyText } from './arbitrary.ts'

const analyzer = createAnalyzer('english')
const weights = (query: string): Record<string, number> =>
  Object.fromEntries(planQuery(query, analyzer).terms.map(({ term, weight }) => [term, weight]))

describe('a plan', () => {
  test('leaves function words out, unless there is nothing else', () => {
    expect(weights('What did the children eat?')).toEqual({ child: 1, eat: 1 })
    expect(weights("Who didn't?")).toEqual({ who: 1, didn: 1, t: 1 })
  })

  test('adds repeats up', () => {
    expect(weights('paint, painting, painted')).toEqual({ paint: 3 })
  })

  test('weighs bigrams of function characters less', () => {
    expect(weights('我的猫叫什么')).toEqual({
      我的: 0.6,
      的猫: 0.8,
      猫叫: 1,
      叫什: 0.8,
      什么: 0.6,
      么: 0.3,
    })
  })

  test.each([
    ['go', 'go'],
    ['  É ', 'e'],
    ['猫', '猫'],
    ['🎉🎉🎉', '🎉🎉🎉'],
    ['???', '???'],
  ])('%j is looked for as it stands', (query, substring) => {
    expect(planQuery(query, analyzer)).toMatchObject({ terms: [], substring })
  })

  test.each(['猫と犬', 'cat', '한국어'])('%j has terms', (query) => {
    expect(planQuery(query, analyzer).substring).toBeNull()
  })

  test.each([
    ['When did she leave?', true],
    ['How long did it take?', true],
    ['What day was it?', true],
    ['Where was it?', false],
  ])('%s asks for a time: %s', (query, asksTime) => {
    expect(planQuery(query, analyzer)).toMatchObject({ asksTime })
  })

  test('takes any string and never has more than 64 terms', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.array(anyText, { maxLength: 30 }).map((parts) => parts.join(' ')),
        ),
        (query) => {
          const plan = planQuery(query, analyzer)
          expect(plan.terms.length).toBeLessThanOrEqual(64)
          const written = plan.terms.map(({ term }) => term)
          expect(new Set(written).size).toBe(written.length)
          expect(termsToRead(plan)).toEqual(expect.arrayContaining(written))
          expect(plan.substring === null).toBe(plan.terms.length > 0)
          for (const { weight } of plan.terms) expect(weight).toBeGreaterThan(0)
        },
      ),
      { numRuns: 500 },
    )
    const long = Array.from({ length: 500 }, (_, i) => `word${i}`).join(' ')
    expect(planQuery(long, analyzer).terms).toHaveLength(64)
  })
})

describe('a single character', () => {
  const plan = planQuery('새 kitcehn 주소', analyzer, { typoTolerance: false })

  test('is looked up by what begins with it, also where no typing errors are forgiven', () => {
    expect(vocabularyToRead(plan, new Map())).toEqual([
      { start: '새', shortest: 1, longest: 64 },
      { start: 'kitcehn', shortest: 7, longest: 64 },
    ])
    const found = withAlternatives(plan, new Map(), ['새집', '집새', '새', '주소', '새로', 'kitchen'])
    expect(found.terms.map(({ alternatives }) => alternatives.map(({ term }) => term))).toEqual([
      ['새로', '새집'],
      ...found.terms.slice(1).map(() => []),
    ])
  })
})

describe('typing errors', () => {
  const plan = planQuery('kitcehn 2023 猫が好き cat table', analyzer)
  const seen = new Map([['tabl', { ids: [1], positions: [0] }]])

  test('are looked for in written words that the user never used, a range of lengths per first letter', () => {
    expect(vocabularyToRead(plan, seen)).toEqual(
      expect.arrayContaining([
        { start: 'kitcehn', shortest: 7, longest: 64 },
        { start: 'k', shortest: 6, longest: 8 },
      ]),
    )
    const longer = planQuery('kitcehn kitchenettez pan', analyzer)
    expect(vocabularyToRead(longer, seen)).toContainEqual({ start: 'k', shortest: 6, longest: 14 })
  })

  test('are undone by close words with the same first letter, the closest first', () => {
    const vocabulary = ['mitchen', 'kitchen', 'kitcehns', 'kitten', 'kitcen', 'kitcehn', 'tables', 'tabl']
    const corrected = withAlternatives(plan, seen, vocabulary)
    expect(corrected.terms.map(({ alternatives }) => alternatives.map(({ term }) => term))).toEqual([
      ['kitcehns', 'kitcen', 'kitchen'],
      ...plan.terms.slice(1).map(() => []),
    ])
    expect(termsToRead(corrected)).toContain('kitchen')
  })

  test('find the same words in the ranges alone as in the whole vocabulary', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'é', '𐐨', '𐐩'),
      minLength: 1,
      maxLength: 11,
    })
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 4 }),
        fc.uniqueArray(word, { maxLength: 200 }),
        (asked, words) => {
          const query = planQuery(asked.join(' '), analyzer)
          const ranges = vocabularyToRead(query, new Map())
          const read = words.filter((each) =>
            ranges.some(({ start, shortest, longest }) => {
              const { length } = Array.from(each)
              return each.startsWith(start) && length >= shortest && length <= longest
            }),
          )
          expect(withAlternatives(query, new Map(), read)).toEqual(withAlternatives(query, new Map(), words))
        },
      ),
    )
  })

  test('are never ruled out by the letters of a word that is close', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '!', '𐐨'), maxLength: 9 })
    fc.assert(
      fc.property(
        word,
        fc.array(word, { maxLength: 9 }),
        fc.integer({ min: 0, max: 3 }),
        (left, others, most) => {
          const hasLettersOf = createLetterTest(left)
          for (const other of others)
            if (editDistance(left, other, most) <= most) expect(hasLettersOf(other, most)).toBe(true)
        },
      ),
    )
  })

  test('do not depend on the order of the vocabulary, and leave at most 64 terms to read', () => {
    const words = Array.from({ length: 30 }, (_, i) => `kichte${String.fromCodePoint(97 + i)}`)
    const query = Array.from(
      { length: 60 },
      (_, i) => `kichten${'abcdefghij'[i % 10]}${'klmnop'[i % 6]}xy`,
    ).join(' ')
    const both = [words, words.toReversed()].map((order) => {
      const many = planQuery(query, analyzer)
      return withAlternatives(many, new Map(), order)
    })
    expect(both[0]).toEqual(both[1])
    expect(termsToRead(both[0]!).length).toBeLessThanOrEqual(64)
  })

  test('are undone for a million words that a search compares, and not for the words of the query behind them', () => {
    const spell = (number: number): string =>
      number
        .toString(10)
        .padStart(9, '0')
        .replaceAll(/\d/g, (digit) => 'klmnopqrst'[Number(digit)]!)
    const far = Array.from({ length: 110_000 }, (_, index) => `z${spell(index)}`)
    const asked = Array.from('abcdefghijklmnopqrst', (letter) => `z${letter}uvw${letter}xy${letter}u`)
    const near = asked.map((word) => `${word.slice(0, -1)}v`)
    const written = planQuery(asked.join(' '), analyzer)
    const { terms } = withAlternatives(written, new Map(), [...far, ...near])
    const corrected = terms.map(({ alternatives }) => alternatives.length)
    expect(corrected).toEqual(asked.map((_, index) => (index < 10 ? 1 : 0)))
  })

  test('count as many edits as a table of all cells has', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 })
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (left, right, most) => {
        expect(editDistance(left, right, most)).toBe(Math.min(editsInTable(left, right), most + 1))
      }),
    )
  })

  test.each([
    ['kitchen', 'kitchen', 0],
    ['kichten', 'kitchen', 2],
    ['kitcehn', 'kitchen', 1],
    ['kitchn', 'kitchen', 1],
    ['kkitchen', 'kitchen', 1],
    ['cat', 'table', 3],
  ])('from %s to %s: %i', (left, right, distance) => {
    expect(editDistance(left, right, 2)).toBe(distance)
    expect(editDistance(right, left, 2)).toBe(distance)
  })
})

test('a misspelled function word stands for no word of the user', () => {
  const plan = planQuery('whcih zebra', analyzer)
  const asked = plan.terms.find(({ folded }) => folded === 'whcih')!
  const withWords = withAlternatives(plan, new Map(), ['whisk', 'wich', 'zebra'])
  expect(withWords.terms.find(({ folded }) => folded === 'whcih')?.alternatives).toEqual([])
  expect(asked.typingErrors).toBe(1)
})

test('a long query with a run of a hundred thousand signs is read, each sign once', () => {
  const words = Array.from({ length: 30 }, (_, index) => `word${'abcdefghij'[index % 10]}`).join(' ')
  const plan = planQuery(`${words} ${'?'.repeat(100_000)}x`, analyzer)
  expect(plan.terms.length).toBeGreaterThan(10)
})

/** Optimal string alignment distance by its definition. */
function editsInTable(left: string, right: string): number {
  const table = Array.from({ length: left.length + 1 }, (_, row) =>
    Array.from({ length: right.length + 1 }, (__, column) => row + column),
  )
  for (let row = 1; row <= left.length; row++) {
    for (let column = 1; column <= right.length; column++) {
      const replaced = table[row - 1]![column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1)
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      const swapped = row > 1 && column > 1 && isSwap ? table[row - 2]![column - 2]! + 1 : Infinity
      table[row]![column] = Math.min(
        replaced,
        swapped,
        table[row - 1]![column]! + 1,
        table[row]![column - 1]! + 1,
      )
    }
  }
  return table[left.length]![right.length]!
}
