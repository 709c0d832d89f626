import type { SessionStart } from '../../core/model.ts'
import { rankMemories } from '../../engine/rules/session-memories.ts'
import { toMemory } from '../../engine/rules/results.ts'
import type { ContextRequest, WriteContext } from '../../core/store.ts'
import { toSessionContext } from '../shared/rows.ts'
import type { SessionRow } from './rows.ts'
import { readDocuments, readResultRow } from './search.ts'
import { enterSession } from './sessions.ts'
import type { UserState } from './users.ts'
import type { WriteScope } from './write/group-transaction.ts'

/** Opens or touches the session, and reads what an assistant wants to know at its beginning. */
export function startSession(
  scope: WriteScope,
  user: UserState,
  at: WriteContext,
  context: ContextRequest,
): SessionStart {
  const { id, isNew } = enterSession(scope, user, at)
  const completed = scope.statements.lastCompletedSessions.all(user.number, context.sessions)
  const sessionsContext = (completed as unknown as readonly SessionRow[]).map(toSessionContext)
  const place = { statements: scope.statements, user }
  const memories = rankMemories(readDocuments(place), context, at.now).map((ranked) =>
    toMemory(readResultRow(place, ranked.id), ranked.score),
  )
  return { sessionId: id, isNew, sessionsContext, memories }
}
