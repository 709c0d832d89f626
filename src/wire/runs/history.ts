import { refOf } from './ref-of.ts'
import type { historyOperations } from '../operations/history.ts'
import type { Runs } from './runs.ts'

export const historyRuns: Runs<typeof historyOperations> = {
  mem_history: (memory, { limit, before, ...ref }) => memory.history(refOf(ref), { limit, before }),
  mem_revert: async (memory, { revision, ifRevision, sessionKey, ...ref }) => ({
    reverted: await memory.revert(refOf(ref), revision, { ifRevision, sessionKey }),
  }),
}
