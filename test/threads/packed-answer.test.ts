import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compactSchema } from '../../src/core/schemas/observation.ts'
import { compactTextOf } from '../../src/core/store/compact-text.ts'
import type { SearchAnswer } from '../../src/core/store/store.ts'
import {
  packAnswer,
  packRequest,
  unpackAnswer,
  unpackRequest,
} from '../../src/stores/threads/packed-answer.ts'
import { wire } from '../../src/wire/wire-names.ts'

const text = fc.string({ unit: 'binary', maxLength: 40 })
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((number) => number + 0)
const parts = fc.record({ relevance: share, recency: share, revision: share })
const ofSense = fc.record({ words: share, meaning: share, similarity: share })
const compact = fc.record({
  id: fc.integer({ min: 1 }),
  type: text,
  title: text,
  topicKey: fc.option(text),
  pinned: fc.boolean(),
  score: share,
  snippet: text,
  highlights: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 3 }),
  updatedAt: text,
})
const answers: fc.Arbitrary<SearchAnswer> = fc.boolean().chain((hasSense) =>
  fc.record({
    results: fc.array(
      fc.tuple(compact, parts, ofSense).map(([shown, words, sense]) => ({
        ...shown,
        parts: hasSense ? { ...words, ...sense } : words,
        observation: null,
      })),
      { maxLength: 5 },
    ),
    emptyBecause: fc.constantFrom(null, 'no_match' as const),
    meaning: fc.constant(hasSense ? ('used' as const) : null),
  }),
)
const compactWire = wire(compactSchema())

test('an answer comes out of a message as it went in, with the text that a server sends', () => {
  fc.assert(
    fc.property(answers, (answer) => {
      const received = unpackAnswer(structuredClone(packAnswer(answer)))
      const shown = answer.results.map((result) => {
        const fields = Object.entries(result).filter(([name]) => name !== 'parts' && name !== 'observation')
        return compactWire.encode(Object.fromEntries(fields))
      })
      expect(compactTextOf(received)).toBe(JSON.stringify(shown))
      expect(compactTextOf(answer)).toBe(JSON.stringify(shown))
      expect({ ...received }).toEqual(answer)
    }),
  )
})

test('a request with a vector is cloned, and any other is read from JSON', () => {
  const request = {
    query: 'salt \ud800',
    limit: 3,
    minShare: 0,
    full: false,
    now: 5,
    filter: { types: ['decision'] },
    ranking: { recency: 0.1 },
  } as unknown as Parameters<typeof packRequest>[0]
  expect(unpackRequest(packRequest(request))).toEqual(request)
  expect(typeof packRequest(request)).toBe('string')
  const withVector = {
    ...request,
    sense: { space: 1, vector: new Float32Array([1, 2]) },
  } as unknown as typeof request
  expect(unpackRequest(structuredClone(packRequest(withVector)))).toEqual(withVector)
})
