import { expect, test } from 'vitest'
import { agree } from '../../src/testing/histories/agreement.ts'
import { findDisagreement } from '../../src/testing/index.ts'
import { memoryOver, storeSubject } from '../stores-under-test.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { transcript } from '../testing/recorded-script.ts'
import { remoteSubject } from './remote-subject.ts'

const reference = storeSubject('plain arrays')
const file = storeSubject('one SQLite file')
/** Keys that the client gives by itself count in bytes, and the library gives none. */
const unkeyedRemote = remoteSubject(file, { idempotencyKeys: false })

test(
  'the recorded script gives the same results, errors, order and scores over a socket',
  { timeout: patience },
  async () => {
    const expected = await transcript(memoryOver(reference))
    const answers = await transcript(unkeyedRemote)
    expect(answers).toHaveLength(expected.length)
    const differing = answers.findIndex((answer, i) => !agree(expected[i]!, answer))
    expect([differing, answers[differing]]).toEqual([-1, undefined])
  },
)

test('random histories give the same answers over a socket', { timeout: patience }, async () => {
  expect(
    await findDisagreement(memoryOver(file), unkeyedRemote, { seed: 20_261_123, runs: rounds(15) }),
  ).toBeNull()
})
