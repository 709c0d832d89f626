import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { planQuery } from '../../src/search/query/plan.ts'
import { substringRank } from '../../src/search/rank/substring.ts'
import { anyText } from './arbitrary.ts'
import { defaultSettings } from './memory-index.ts'

const analyzer = createAnalyzer('english')
const row = (id: number, title: string, content: string) => ({
  id,
  title,
  content,
  keywords: null,
  updatedAt: 0,
  revision: 1,
})
const search = (query: string, rows: Iterable<ReturnType<typeof row>>, limit = 10) =>
  substringRank(planQuery(query, analyzer).substring ?? '', rows, {
    settings: defaultSettings,
    now: 0,
    limit,
  })

test('words come before parts of words, titles before contents', () => {
  const rows = [
    row(1, 'Nothing', 'an algorithm'),
    row(2, 'Nothing', 'we play GO'),
    row(3, 'Algorithm', 'x'),
    row(4, 'Go, the game', 'x'),
    row(5, 'Rust', 'x'),
    row(6, 'Nothing', 'a mango'),
  ]
  expect(search('go', rows).map(({ id }) => id)).toEqual([4, 2, 3, 1, 6])
})

test('finds single characters of any script, and signs', () => {
  expect(search('猫', [row(1, 'x', '我的猫')])).toHaveLength(1)
  expect(search('é', [row(1, 'x', 'cafe')])).toHaveLength(1)
  expect(search('C#', [row(1, 'x', 'c# and f#')])).toHaveLength(1)
  expect(search('🎉', [row(1, 'x', 'Party 🎉!')])).toHaveLength(1)
})

test('takes any string, with scores in [0, 1], ties by id, the limit kept', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 2 }),
      fc.array(anyText, { maxLength: 20 }),
      (query, texts) => {
        const rows = texts.map((text, i) => row(i + 1, text, text))
        const all = search(query, rows, 100)
        for (const { score } of all) expect(score > 0 && score <= 1).toBe(true)
        expect(all.map(({ id }) => id)).toEqual(
          all.toSorted((a, b) => b.score - a.score || a.id - b.id).map(({ id }) => id),
        )
        expect(search(query, rows.toReversed(), 3).map(({ id }) => id)).toEqual(
          all.slice(0, 3).map(({ id }) => id),
        )
      },
    ),
  )
})
