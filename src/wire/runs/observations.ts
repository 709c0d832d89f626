import { refOf } from './ref-of.ts'
import type { savingOperations, forgettingOperations } from '../operations/observations.ts'
import type { Runs } from './runs.ts'

export const savingRuns: Runs<typeof savingOperations> = {
  mem_save: (memory, { ifRevision, sessionKey, ...draft }, options) =>
    memory.save(draft, { ...options, ifRevision, sessionKey }),
  mem_save_many: async (memory, { drafts, sessionKey }, options) => ({
    results: await memory.save(drafts, { ...options, sessionKey }),
  }),
  mem_update: async (
    memory,
    { observationId, topicKey, newTopicKey, ifRevision, sessionKey, ...changes },
  ) => {
    const ref = refOf({ observationId, topicKey })
    const changed = { ...changes, topicKey: newTopicKey }
    return { updated: await memory.update(ref, changed, { ifRevision, sessionKey }) }
  },
  mem_approve: async (memory, { ifRevision, sessionKey, ...ref }) => ({
    approved: await memory.approve(refOf(ref), { ifRevision, sessionKey }),
  }),
}

export const forgettingRuns: Runs<typeof forgettingOperations> = {
  mem_forget: async (memory, { explain, revision, ...ref }) =>
    explain === true
      ? memory.forget(refOf(ref), { explain, revision })
      : { forgotten: await memory.forget(refOf(ref), { revision }) },
  mem_forget_all: (memory, filter) => memory.forgetAll(filter),
}
