import type { KeyOptions } from '../core/model.ts'
import type { UserMemory } from '../core/user-memory.ts'
import type { Operation, OperationName, operations } from './operations.ts'
import { erasureRuns, pauseRuns } from './runs/governance.ts'
import { historyRuns } from './runs/history.ts'
import { forgettingRuns, savingRuns } from './runs/observations.ts'
import type { Runs } from './runs/runs.ts'
import { searchRuns } from './runs/search.ts'
import { conversationRuns, sessionRuns } from './runs/sessions.ts'
import { threadRuns } from './runs/threads.ts'
import { transferRuns } from './runs/transfer.ts'

/** One function for each operation. They stand apart from the operations, which a browser loads. */
const runs: Runs<typeof operations> = {
  ...conversationRuns,
  ...savingRuns,
  ...searchRuns,
  ...historyRuns,
  ...pauseRuns,
  ...forgettingRuns,
  ...sessionRuns,
  ...threadRuns,
  ...erasureRuns,
  ...transferRuns,
}

/** Runs an operation on a user's handle; `input` has passed the operation's schema. Errors: those of the handle. */
export type Run = (memory: UserMemory, input: unknown, options?: KeyOptions) => Promise<unknown>

/** Returns the function that runs an operation. */
export function runOf({ name }: Pick<Operation, 'name'>): Run {
  return runs[name as OperationName] as Run
}
