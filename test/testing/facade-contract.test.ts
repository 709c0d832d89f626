import { describe, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import type {
  ContextOptions,
  Draft,
  ForgetOptions,
  GetOptions,
  ListOptions,
  ListSessionsOptions,
  PauseOptions,
  SaveOptions,
  SearchOptions,
  TimelineOptions,
} from '../../src/core/model.ts'
import { memoryContract, type MemorySubject } from '../../src/testing/index.ts'
import { createReferenceStore } from '../../src/testing/reference-store/store.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'

/** The library by the documented names, which take the user with every call. */
const byDocumentedNames: MemorySubject = {
  open: async ({ config, clock, newSessionId }) => {
    const memory = new ILabMemory(createReferenceStore(), { ...config, clock, newSessionId })
    return { forUser: (userId) => handleOf(memory, userId), close: () => memory.close() }
  },
}

/** A handle that holds nothing but the user's id. */
function handleOf(memory: ILabMemory, userId: string): UserMemory {
  return {
    userId,
    startSession: (options) => memory.memSessionStart({ ...options, userId }),
    endSession: (summary, options) => memory.memSessionEnd({ ...options, userId, summary }),
    summarizeSession: (summary, options?: SaveOptions) =>
      memory.memSessionSummary({ ...options, userId, summary }),
    save: ((draft: Draft | readonly Draft[], options?: SaveOptions) =>
      Array.isArray(draft)
        ? memory.memSaveMany({ ...options, drafts: draft as readonly Draft[], userId })
        : memory.memSave({ ...(draft as Draft), ...options, userId })) as UserMemory['save'],
    update: (observationId, changes, options) =>
      memory.memUpdate({ userId, observationId, changes, ...options }),
    search: ((query: string, options?: SearchOptions & { explain?: false; full?: false }) =>
      memory.memSearch({ ...options, userId, query })) as UserMemory['search'],
    get: (observationId, options?: GetOptions | null) =>
      memory.memGetObservation({ ...options, userId, observationId }),
    history: (observationId, options) => memory.memHistory({ userId, observationId, ...options }),
    approve: (observationId, options) => memory.memApprove({ ...options, userId, observationId }),
    revert: (observationId, revision, options) =>
      memory.memRevert({ ...options, userId, observationId, revision }),
    timeline: (observationId, options?: TimelineOptions) =>
      memory.memTimeline({ ...options, userId, observationId }),
    list: (options?: ListOptions) => memory.memList({ ...options, userId }),
    context: (options?: ContextOptions | null) => memory.memContext({ ...options, userId }),
    stats: () => memory.memStats({ userId }),
    pause: (options?: PauseOptions | null) => memory.memPause({ ...options, userId }),
    resume: () => memory.memResume({ userId }),
    settings: () => memory.memSettings({ userId }),
    journal: (options) => memory.memJournal({ userId, ...options }),
    forget: ((observationId: number, options?: ForgetOptions & { explain?: false }) =>
      memory.memForget({ ...options, userId, observationId })) as UserMemory['forget'],
    listSessions: (options?: ListSessionsOptions) => memory.memSessionList({ ...options, userId }),
    getSession: (sessionId) => memory.memSessionGet({ userId, sessionId }),
    updateSession: (sessionId, changes) => memory.memSessionUpdate({ ...changes, userId, sessionId }),
    forgetAll: (filter) => memory.memForgetAll({ ...filter, userId }),
    forgetSession: (sessionId) => memory.memSessionForget({ userId, sessionId }),
    thread: (name) => ({
      name,
      append: (items, options) => memory.memThreadAppend({ ...options, userId, thread: name, items }),
      read: (options) => memory.memThreadRead({ ...options, userId, thread: name }),
      pop: () => memory.memThreadPop({ userId, thread: name }),
      clear: () => memory.memThreadClear({ userId, thread: name }),
    }),
    listThreads: (options) => memory.memThreadList({ ...options, userId }),
    erase: () => memory.memEraseUser({ userId }),
    export: () => memory.memExport({ userId }),
    import: (lines) => memory.memImport({ userId, lines }),
  }
}

/** Here the user is a field of the input like the others, so that a second one cannot be told from the first. */
const ofHandlesOnly: readonly string[] = [
  'refuses to search as another user, and changes nothing',
  'refuses to save an unknown field, and changes nothing',
  'refuses to save without a draft, and changes nothing',
  'refuses to save null, and changes nothing',
  'refuses to save a string, and changes nothing',
]

describe('the memory contract by the documented names', () => {
  for (const { name, run } of memoryContract.filter(
    (contractCase) => !ofHandlesOnly.includes(contractCase.name),
  )) {
    test(name, () => run(byDocumentedNames))
  }
})
