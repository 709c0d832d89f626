import { erasureOperations, pauseOperations } from './operations/governance.ts'
import { historyOperations } from './operations/history.ts'
import { forgettingOperations, savingOperations } from './operations/observations.ts'
import { searchOperations } from './operations/search.ts'
import { conversationOperations, sessionOperations } from './operations/sessions.ts'
import { threadOperations } from './operations/threads.ts'
import { transferOperations } from './operations/transfer.ts'

export type { Operation } from './operations/operation.ts'

/**
 * Every operation, once, in the order in which documents and tools list them. HTTP routes, tools, commands and reference
 * pages derive from this table.
 */
export const operations = [
  ...conversationOperations,
  ...savingOperations,
  ...searchOperations,
  ...historyOperations,
  ...pauseOperations,
  ...forgettingOperations,
  ...sessionOperations,
  ...threadOperations,
  ...erasureOperations,
  ...transferOperations,
] as const

export type OperationName = (typeof operations)[number]['name']
