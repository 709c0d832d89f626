import { emptyReceipt } from './rules/empty-answers.ts'
import type { StoreBackend } from './port/backend.ts'
import { runAtOnce } from './port/steps.ts'
import type { StoreAnswer, StoreInput, StoreMethod } from './port/forwarding-store.ts'
import { engineOperations } from './operations/operations.ts'

/** A backend that holds nothing. */
const emptyBackend: StoreBackend = {
  language: 'english',
  read: async (_, work) => runAtOnce(work(null)),
  write: async (_, { creates }, work) => {
    if (creates) throw new TypeError('a write that brings a user into being needs a store')
    return runAtOnce(work(null))
  },
  erase: async (_, now) => emptyReceipt(now),
  usersToSweep: async () => ({ users: [], next: null }),
  openSnapshot: async () => ({ read: async (work) => runAtOnce(work(null)), close: () => {} }),
  close: async () => {},
}

/** Answers a call for a user without any write, and opens no file. Throws where the call would create one. */
export async function answerForAbsent<Name extends StoreMethod>(
  method: Name,
  input: StoreInput<Name>,
): Promise<StoreAnswer<Name>> {
  return engineOperations[method](emptyBackend, ...input)
}
