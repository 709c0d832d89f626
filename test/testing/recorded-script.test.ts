import { beforeAll, describe, expect, test } from 'vitest'
import { agree } from '../../src/testing/histories/agreement.ts'
import { patience } from '../fault/rounds.ts'
import { memoryOver, storeSubject, storeSubjects } from '../stores-under-test.ts'
import { calls, transcript } from './recorded-script.ts'

const reference = storeSubject('plain arrays')
const others = storeSubjects().filter(({ name }) => name !== reference.name)

describe('a recorded script of 1,000 calls by 20 users', () => {
  let expected: string[]

  beforeAll(async () => {
    expected = await transcript(memoryOver(reference))
  })

  test('has results, refusals and repetitions in it', () => {
    const all = expected.join('\n')
    expect(expected).toHaveLength(calls)
    for (const part of [
      '"outcome":"created"',
      '"outcome":"updated"',
      '"score"',
      'no_active_session',
      'no_match',
    ])
      expect(all).toContain(part)
  })

  for (const store of others) {
    test(
      `gives the same ids, outcomes, order and scores on ${store.name}`,
      { timeout: patience },
      async () => {
        const answers = await transcript(memoryOver(store))
        const differing = answers.findIndex((answer, i) => !agree(expected[i]!, answer))
        expect([differing, answers[differing]]).toEqual([-1, undefined])
      },
    )
  }
})
