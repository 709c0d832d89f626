import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { analyzeObservation, createAnalyzer } from '../../src/search/text/analyze.ts'
import { documentFlags } from '../../src/search/corpus.ts'
import { createWordReader } from '../../src/search/text/words.ts'
import { spansAt } from '../../src/search/snippet/spans.ts'
import { anyText, wordyText } from './arbitrary.ts'

const english = createAnalyzer('english')
const plain = createAnalyzer('none')
const termPattern = /^(?:(?![A-Z])[\p{L}\p{N}])+$/u

describe('terms', () => {
  test.each([
    ['The children went painting', ['the', 'child', 'go', 'paint']],
    ["Caroline's café, CAROLINE’S naïveté", ['carolin', 'cafe', 'carolin', 'naivet']],
    ["don't it's", ['don', 't', 'it']],
    ['ＡＢＣ１２３ ﬁne', ['abc', '123', 'abc123', 'fine']],
    ['東京タワー', ['東京', '京タ', 'タワ', 'ワー', 'ー']],
    ['猫 and 犬', ['猫', 'and', '犬']],
    ['iPhone15を買った', ['iphon', '15', 'iphone15', 'を買', '買っ', 'った', 'た']],
    ['foo_bar-baz@x.org', ['foo', 'bar', 'baz', 'foobarbaz', 'x', 'org', 'xorg']],
    ['🎉 ❤️ !!!', []],
    ['constructor __proto__', ['constructor', 'proto']],
  ])('%s', (text, terms) => {
    expect(english.terms(text)).toEqual(terms)
  })

  test('stay as they are written without a language', () => {
    expect(plain.terms("Children's Paintings")).toEqual(['children', 'paintings'])
  })

  test('are the same for composed and decomposed text', () => {
    for (const text of ['한국어를 배운다', 'が ガ ぱ', 'Zürich', 'ﾊﾟｿｺﾝ']) {
      expect(english.terms(text.normalize('NFD'))).toEqual(english.terms(text.normalize('NFC')))
    }
    expect(english.terms('ﾊﾟｿｺﾝ')).toEqual(english.terms('パソコン'))
  })

  test('hold letters and digits only, at most 64 units', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(english, plain), (text, analyzer) => {
        for (const term of analyzer.terms(text)) {
          expect(term).toMatch(termPattern)
          expect(term.length).toBeLessThanOrEqual(64)
        }
      }),
    )
    const [long] = english.terms(`${'x'.repeat(63)}${'𐐨'.repeat(9)}`)
    expect(long).toBe('x'.repeat(63))
  })

  test('are told apart in whatever order words were seen before', () => {
    const reader = createWordReader('english')
    const letters = fc.stringMatching(/^[A-Za-z]{1,12}$/)
    fc.assert(
      fc.property(fc.array(letters), (words) => {
        const text = words.join(' ')
        const other = createWordReader('english')
        let start = 0
        for (const word of words.toReversed()) other.read(word)
        for (const word of words) {
          const read = other.read(word)
          expect(reader.read(word)).toEqual(read)
          expect(reader.readPlain(text, start, start + word.length)).toEqual(read)
          start += word.length + 1
        }
      }),
    )
  })
})

describe('tokens', () => {
  test('stand where the text has them', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = english.tokens(text)
        expect(tokens.map(({ term }) => term)).toEqual(english.terms(text))
        for (const { term, start, end } of tokens) {
          expect(start < end && end <= text.length).toBe(true)
          // A compound gives its parts, and itself as one term.
          if (term !== text.slice(start, end)) expect(english.terms(text.slice(start, end))).toContain(term)
        }
      }),
    )
  })

  test('are found again by their positions, without being analysed', () => {
    const texts = fc.oneof(
      anyText,
      fc.array(fc.oneof(anyText, wordyText(9)), { maxLength: 9 }).map((all) => all.join(' ')),
    )
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 4 }), (text, step) => {
        const tokens = english.tokens(text)
        const positions = [...tokens.keys()].filter((position) => position % step === 0)
        const places = positions.map((position) => ({ position, isCharacter: false }))
        expect(spansAt(text, places)).toEqual(
          positions.map((position) => [tokens[position]!.start, tokens[position]!.end]),
        )
      }),
      { numRuns: 1_000 },
    )
    // Letters that folding leaves nothing of are no terms.
    const places = [1, 2].map((position) => ({ position, isCharacter: false }))
    expect(spansAt('one ͺ two ͺx', places)).toEqual([
      [6, 9],
      [10, 12],
    ])
  })
})

describe('an observation', () => {
  const flagsOf = (content: string): number => analyzeObservation(english, 'I, yesterday?', content).flags

  test('has the terms of its title, then those of its content', () => {
    expect(analyzeObservation(english, 'UI theme', 'dark, dark')).toEqual({
      terms: ['ui', 'theme', 'dark', 'dark'],
      titleLength: 2,
      contentLength: 2,
      flags: 0,
    })
  })

  test.each([
    ['It is what it is.', 0],
    ["I'm here", documentFlags.firstPerson],
    ['Done last week', documentFlags.timeWord],
    ['Really? "Yes?"  ', documentFlags.asks | documentFlags.shortQuestion],
    ['本当ですか？', documentFlags.asks | documentFlags.shortQuestion],
    [`${'long '.repeat(31)}?`, documentFlags.asks],
    ['Really? Yes.', 0],
  ])('%j brings the flags %i', (content, flags) => {
    expect(flagsOf(content)).toBe(flags)
  })
})

test('looks at the end of a text once, however many of its words look like names', () => {
  const analyzer = createAnalyzer('english')
  const testedFor = (text: string): number => {
    const tested = vi.spyOn(RegExp.prototype, 'test')
    analyzer.terms(text)
    const characters = tested.mock.calls.reduce((sum, [input]) => sum + input.length, 0)
    tested.mockRestore()
    return characters
  }
  expect(testedFor('The A. '.repeat(200))).toBeLessThan(3 * testedFor('The A. '.repeat(100)))
})
