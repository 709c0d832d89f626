import { describe, test } from 'vitest'
import { memoryContract, skipReason } from '../../src/testing/index.ts'
import { isLong } from '../fault/rounds.ts'
import { storeSubject } from '../stores-under-test.ts'
import { remoteSubject } from './remote-subject.ts'

/** The client cannot tell stores apart, so one is enough for every run. */
const file = storeSubject('one SQLite file')
const stores = isLong ? [file, storeSubject('one SQLite file in a worker')] : [file]

/** Cases that hold only where no save has a key of the client's. */
const unkeyedCases = memoryContract.filter(({ needs }) => needs.includes('unkeyedSaves'))

const runs = stores.flatMap((store) => [
  { name: store.name, subject: remoteSubject(store), cases: memoryContract },
  {
    name: `${store.name}, without keys`,
    subject: remoteSubject(store, { idempotencyKeys: false }),
    cases: unkeyedCases,
  },
])

for (const { name, subject, cases } of runs) {
  describe(`the memory contract over a socket, on ${name}`, () => {
    for (const contractCase of cases) {
      test(contractCase.name, async ({ skip }) => {
        const reason = skipReason(contractCase, subject)
        if (reason !== null) skip(reason)
        await contractCase.run(subject)
      })
    }
  })
}
