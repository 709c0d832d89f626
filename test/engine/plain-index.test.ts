import { nothingBeside } from '../../src/core/store/beside.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { analyzeObservation, createAnalyzer, indexObservations } from '../../src/engine/index.ts'
import type { StoredObservation } from '../../src/engine/index.ts'

const analyzer = createAnalyzer('english')

function stored(id: number, title: string, content: string, type: string): StoredObservation {
  const times = { createdAt: id * 10, updatedAt: id * 10 + 1, revision: id + 1 }
  const beside = { ...nothingBeside, keywords: null, data: null, expiresAt: null }
  return { ...times, ...beside, id, session: id % 3, type, title, content, topicKey: null, digest: id }
}

const text = fc
  .array(fc.constantFrom('tea', 'Teas', 'I', '緑茶が', '😀', "don't", 'x1', 'May?'), { maxLength: 6 })
  .map((words) => words.join(' '))

/** Observations of one user, ascending by id, with gaps. */
const manyObservations = fc
  .array(fc.tuple(text, text, fc.constantFrom('decision', 'profile'), fc.integer({ min: 1, max: 3 })))
  .map((drafts) => {
    let id = 0
    return drafts.map(([title, content, type, step]) => {
      id += step
      return stored(id, title, content, type)
    })
  })

describe('a plain index', () => {
  test('has each term at its place, ascending, and no other', () => {
    fc.assert(
      fc.property(manyObservations, (observations) => {
        const { postings } = indexObservations(observations, analyzer)
        const found = [...postings].flatMap(([term, { ids, positions }]) =>
          Array.from(ids, (id, i) => ({ term, id, position: positions[i] })),
        )
        const places = observations.flatMap(({ id, title, content }) =>
          analyzeObservation(analyzer, title, content).terms.map((term, position) => ({
            term,
            id,
            position,
          })),
        )
        expect(found).toEqual([...Map.groupBy(places, ({ term }) => term).values()].flat())
      }),
    )
  })

  test('describes each observation in one row', () => {
    fc.assert(
      fc.property(manyObservations, (observations) => {
        const { documents } = indexObservations(observations, analyzer)
        const rows = Array.from({ length: documents.length }, (_, i) => ({
          id: documents.ids[i],
          session: documents.session[i],
          type: documents.typeNames[documents.type[i]!],
          revision: documents.revision[i],
          createdAt: documents.createdAt[i],
          updatedAt: documents.updatedAt[i],
          titleLength: documents.titleLength[i],
          contentLength: documents.contentLength[i],
          flags: documents.flags[i],
        }))
        const expected = observations.map((observation) => {
          const { id, session, type, revision, createdAt, updatedAt, title, content } = observation
          const { terms: _terms, ...analysis } = analyzeObservation(analyzer, title, content)
          return { id, session, type, revision, createdAt, updatedAt, ...analysis }
        })
        expect(rows).toEqual(expected)
      }),
    )
  })
})
