import fc from 'fast-check'
import type { Entry } from './memory-index.ts'

/** Any string that JavaScript can hold: all of Unicode, control characters, lone surrogates. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    .map((units) => String.fromCharCode(...units)),
)

const words = ['alpha', 'beta', 'gamma', 'delta', 'omega', 'I', 'yesterday', 'house', '猫が好き', 'theme']

/** Texts of few different words, so that queries find something. */
export const wordyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength }), fc.constantFrom('', '?', '.'))
    .map(([chosen, end]) => chosen.join(' ') + end)

/** One user's observations: sessions of any size, short and long contents, ids with gaps. */
export const entries: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 3 }),
      title: fc.oneof(wordyText(2), fc.constant('')),
      content: fc.oneof({ weight: 4, arbitrary: wordyText(12) }, { weight: 1, arbitrary: wordyText(250) }),
      createdAt: fc.integer({ min: 0, max: 2_000_000_000_000 }),
      revision: fc.integer({ min: 1, max: 20 }),
      session: fc.integer({ min: 1, max: 7 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drafts) => {
    let id = 0
    return drafts.map(({ gap, ...draft }) => ({ ...draft, id: (id += gap) }))
  })
