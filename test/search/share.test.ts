import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withinShare } from '../../src/search/rank/share.ts'

const scores = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })
  .map((all) => all.toSorted((a, b) => b - a).map((score, id) => ({ id, score })))
const share = fc.double({ min: 0, max: 1, noNaN: true })

test('keeps the results at or above the share of the best score, and no others', () => {
  fc.assert(
    fc.property(scores, share, (ranked, least) => {
      const best = ranked[0]?.score ?? 0
      expect(withinShare(ranked, least)).toEqual(ranked.filter(({ score }) => score >= least * best))
    }),
  )
})

test('keeps all at 0, the best at 1, and fewer the greater the share', () => {
  fc.assert(
    fc.property(scores, share, share, (ranked, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      expect(withinShare(ranked, 0)).toEqual(ranked)
      expect(withinShare(ranked, 1)).toEqual(ranked.filter(({ score }) => score === ranked[0]?.score))
      const few = withinShare(ranked, more)
      expect(withinShare(ranked, less).slice(0, few.length)).toEqual(few)
    }),
  )
})
