import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/search/text/analyze.ts'
import { createHitFinder, type Hit } from '../../src/search/snippet/hits.ts'
import { planQuery, type QueryPlan } from '../../src/search/query/plan.ts'
import { leadSnippet, makeSnippet } from '../../src/search/snippet/snippet.ts'
import { anyText, entries, wordyText } from './arbitrary.ts'
import { defaultSettings, indexEntries, prepare, searchIndex } from './memory-index.ts'

const analyzer = createAnalyzer('english')
const settings = { ...defaultSettings, typoTolerance: false }

/** The hits as one finds them by reading a content's words, from one position to another. */
const slowHits = (content: string, plan: QueryPlan, from = 0, to = Number.POSITIVE_INFINITY): Hit[] =>
  analyzer.tokens(content).flatMap(({ term }, position) => {
    const asked = plan.terms.find((each) => each.term === term)
    return asked === undefined || position < from || position >= to
      ? []
      : [{ position, term, weight: asked.weight, isCharacter: false }]
  })
const snip = (content: string, query: string) => {
  const plan = planQuery(query, analyzer)
  return makeSnippet(content, plan, slowHits(content, plan))
}
const marked = ({ snippet, highlights }: ReturnType<typeof snip>): string[] =>
  highlights.map(([start, end]) => snippet.slice(start, end))

describe('a snippet', () => {
  test('of a short content is all of it, with the words that were asked for', () => {
    const found = snip("I love painting.\nCaroline's paintings too", 'What does Caroline paint?')
    expect(found.snippet).toBe("I love painting. Caroline's paintings too")
    expect(marked(found)).toEqual(['painting', 'Caroline', 'paintings'])
  })

  test('of a long content is the passage that answers best', () => {
    const filler = 'Nothing of interest is said in this sentence about the zebra. '.repeat(12)
    const found = snip(`${filler}The zebra ate my tulips. ${filler}`, 'zebra tulips')
    expect(found.snippet).toContain('The zebra ate my tulips.')
    expect(found.snippet).toMatch(/^….+…$/)
    expect(found.snippet.length).toBeLessThanOrEqual(242)
    expect(marked(found)).toContain('tulips')
  })

  test('joins the overlapping pairs of a word without spaces', () => {
    expect(marked(snip('昨日、東京タワーに行った', '東京タワー'))).toEqual(['東京タワー'])
  })

  test('marks what a short query finds', () => {
    expect(marked(snip('Learn C# or go; GO home', 'go'))).toEqual(['go', 'GO'])
    expect(marked(snip('Wait… ½ a cafe\u0301, É!', 'é'))).toEqual(['e\u0301', 'É'])
  })

  test('keeps to the window that ranking chose', () => {
    const content = `tulips ${'word '.repeat(100)}tulips here`
    const plan = planQuery('tulips', analyzer)
    expect(makeSnippet(content, plan, slowHits(content, plan, 60, 103)).snippet).toMatch(/tulips here$/)
  })

  test('is made of the hits that ranking reads from the posting lists', () => {
    fc.assert(
      fc.property(entries, wordyText(5), fc.constantFrom('default', 'conversation'), (all, query, mode) => {
        const index = indexEntries(all, analyzer)
        const { plan, corpus } = prepare(query, index, analyzer, settings)
        const hitsIn = createHitFinder(plan, corpus)
        for (const ranked of searchIndex(query, index, analyzer, { ...settings, mode }, 100)) {
          const { content } = all[ranked.index]!
          const words = analyzer.terms(content).length
          // The best window is one of those that start every 30 words.
          const windows = Array.from({ length: 1 + Math.ceil(words / 30) }, (_, i) =>
            words <= 90 ? slowHits(content, plan) : slowHits(content, plan, 30 * i, 30 * i + 60),
          )
          expect(windows).toContainEqual(hitsIn(ranked))
        }
      }),
    )
  })

  test('marks words of the query within itself, and cuts no character in two', () => {
    const contents = fc.oneof(
      anyText,
      wordyText(400),
      fc.array(anyText, { maxLength: 12 }).map((parts) => parts.join('alpha')),
      fc
        .array(fc.constantFrom('😀', 'a', '漢'), { minLength: 200, maxLength: 900 })
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(contents, fc.oneof(wordyText(4), anyText), (content, query) => {
        const plan = planQuery(query, analyzer)
        const { snippet, highlights } = makeSnippet(content, plan, slowHits(content, plan))
        expect(snippet.length).toBeLessThanOrEqual(242)
        if (content.isWellFormed()) expect(snippet.isWellFormed()).toBe(true)
        const asked = new Set(plan.terms.map(({ term }) => term))
        let last = 0
        for (const [start, end] of highlights) {
          expect(last <= start && start < end && end <= snippet.length).toBe(true)
          last = end
          if (plan.substring !== null) continue
          expect(analyzer.terms(snippet.slice(start, end)).some((term) => asked.has(term))).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the lead of a content', () => {
  test('is its beginning, up to a word end', () => {
    const { snippet, highlights } = leadSnippet(`  ${'several words '.repeat(40)}`)
    expect(snippet).toMatch(/^several words .*(?:several|words)…$/)
    expect(snippet.length).toBeLessThanOrEqual(241)
    expect(highlights).toEqual([])
    expect(leadSnippet('short').snippet).toBe('short')
  })
})
