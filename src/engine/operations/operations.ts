import { historyOperations } from './history.ts'
import { journalOperations } from './journal.ts'
import { observationOperations } from './observations.ts'
import type { EngineOperations } from './operation.ts'
import { sessionOperations } from './sessions.ts'
import { threadOperations } from './threads.ts'
import { userOperations } from './user.ts'
import { vectorOperations } from './vectors.ts'

/** Every method of a store, once, as it runs on any backend. */
export const engineOperations: EngineOperations = {
  ...observationOperations,
  ...historyOperations,
  ...sessionOperations,
  ...threadOperations,
  ...journalOperations,
  ...userOperations,
  ...vectorOperations,
}
