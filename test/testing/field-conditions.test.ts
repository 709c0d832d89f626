import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { ListOptions, Observation } from '../../src/core/model.ts'
import { requireDataConditions } from '../../src/core/input/data-conditions.ts'
import { passesFilter } from '../../src/engine/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { patience } from '../fault/rounds.ts'
import { storeSubjects } from '../stores-under-test.ts'

const name = fc.constantFrom('a', 'b', 'a"', '1', 'ü', '__proto__', 'a.b', '', '\u0000', '\ud800')
const scalar = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -0, 1e21, '', 'true', '1', 'a"b', '\ud800', '"a":1'),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
)
const { data } = fc.letrec<{ data: object; value: unknown }>((tie) => ({
  data: fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((fields) => Object.fromEntries(fields)),
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('data'), fc.array(scalar, { maxLength: 2 })),
}))
const source = fc.constantFrom('chat', 'chat:1', 'chat:1/turn', 'Chat', 'ü', '%')
const draft = fc.record({ data, source, pinned: fc.boolean() }, { requiredKeys: [] })
const path = fc
  .array(
    name.filter((part) => part !== '' && !part.includes('.')),
    { minLength: 1, maxLength: 3 },
  )
  .map((names) => names.join('.'))
const filter = fc.record(
  {
    data: fc
      .array(fc.tuple(path, scalar), { minLength: 1, maxLength: 3 })
      .map((each) => Object.fromEntries(each)),
    source,
    pinned: fc.boolean(),
  },
  { requiredKeys: [] },
)

interface Kept {
  readonly draft: { readonly data?: object; readonly source?: string; readonly pinned?: boolean }
  readonly id: number
}

test.for(storeSubjects().filter(({ hasThreads }) => hasThreads !== true))(
  'conditions on data, source and pins take on $name what the engine takes',
  { timeout: patience },
  async (subject) => {
    const store = await subject.open()
    const memory = new ILabMemory(store)
    onTestFinished(() => memory.close())
    const alice = memory.forUser('alice')
    const kept: Kept[] = []
    await fc.assert(
      fc.asyncProperty(fc.array(draft, { maxLength: 4 }), filter, async (drafts, given) => {
        for (const each of drafts) {
          const title = `Ferry ${kept.length}`
          const { id } = await alice.save({ type: 'discovery', title, content: 'The ferry.', ...each })
          kept.push({ draft: each, id })
        }
        const clean = {
          ...given,
          data: given.data && requireDataConditions(given.data, 'data'),
        }
        const expected = kept.filter(({ draft: { data: own, source: from, pinned } }) =>
          passesFilter(clean, {
            type: 'discovery',
            status: 'active',
            topicKey: null,
            sessionId: 'any',
            createdAt: 0,
            updatedAt: 0,
            source: from ?? null,
            pinned: pinned ?? false,
            data: own === undefined ? null : JSON.stringify(own),
          }),
        )
        const ids = expected.map(({ id }) => id)
        const list = async (options: ListOptions): Promise<number[]> =>
          (await alice.list({ ...given, ...options })).observations.map(({ id }: Observation) => id)
        expect(await list({ order: 'oldest', limit: 1_000 })).toEqual(ids)
        expect(await list({ order: 'newest', limit: 2 })).toEqual(ids.toReversed().slice(0, 2))
        for (const query of ['ferry', 'rr']) {
          const found = await alice.search(query, { ...given, limit: 1_000 })
          expect(found.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(ids)
        }
      }),
      { numRuns: 60, seed: 20_261_129 },
    )
  },
)
