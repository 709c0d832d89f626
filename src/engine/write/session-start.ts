import type { SessionStart } from '../../core/model.ts'
import type { ContextRequest, WriteContext } from '../../core/store/store.ts'
import { ask, askAll, type Steps } from '../port/steps.ts'
import { toSessionContext } from '../port/stored.ts'
import type { UnitOfWork } from '../port/unit-of-work.ts'
import { toMemory } from '../rules/results.ts'
import { memoriesAtStart } from '../rules/sessions/session-memories.ts'
import { startWithoutRecall } from '../rules/paused.ts'
import { enterSession, passingSession } from './sessions.ts'

/** Opens or touches the session, and reads what an assistant needs to know at its beginning. */
export function* startSession(
  unit: UnitOfWork,
  at: WriteContext,
  context: ContextRequest,
): Steps<SessionStart> {
  const { id: sessionId, isNew } = begin(unit, at)
  if (unit.user.isRecallPaused) return startWithoutRecall({ sessionId, isNew })
  yield* ask(unit.flush())
  const { reader } = unit
  const [completed, documents] = yield* askAll([
    reader.lastCompletedSessions(context.sessions),
    reader.documents(),
  ])
  const ranked = memoriesAtStart(documents, context, at.now)
  const rows = yield* ask(reader.resultRows(ranked.map(({ id }) => id)))
  return {
    sessionId,
    isNew,
    sessionsContext: completed.map(toSessionContext),
    memories: ranked.map(({ id, score }) => toMemory(rows.get(id)!, score)),
  }
}

function begin(unit: UnitOfWork, at: WriteContext): { readonly id: string; readonly isNew: boolean } {
  if (unit.user.isSavingPaused) return passingSession(unit, at)
  const { session, isNew } = enterSession(unit, at)
  return { id: session.id, isNew }
}
