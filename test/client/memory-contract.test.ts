import { describe, test } from 'vitest'
import { memoryContract, skipReason } from '../../src/testing/index.ts'
import { isLong } from '../fault/rounds.ts'
import { storeSubject } from '../stores-under-test.ts'
import { remoteSubject } from './remote-subject.ts'

/** The client cannot tell stores apart, so one is enough for every run. */
const file = storeSubject('one SQLite file')
const stores = isLong ? [file, storeSubject('one SQLite file in a worker')] : [file]

for (const store of stores) {
  const subject = remoteSubject(store)
  describe(`the memory contract over a socket, on ${store.name}`, () => {
    for (const contractCase of memoryContract) {
      test(contractCase.name, async ({ skip }) => {
        const reason = skipReason(contractCase, subject)
        if (reason !== null) skip(reason)
        await contractCase.run(subject)
      })
    }
  })
}
