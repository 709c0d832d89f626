import type { SessionStart } from '../../core/model.ts'
import type { ContextRequest, WriteContext } from '../../core/store/store.ts'
import type { Analyzer } from '../../search/text/analyze.ts'
import type { Kept } from './kept/kept.ts'
import { memoriesOf } from './search.ts'
import { enterSession, lastSummaries, showSession } from './sessions.ts'

/** Opens or touches the session, and returns what an assistant needs to know at its beginning. */
export function beginSession(
  kept: Kept,
  at: WriteContext,
  context: ContextRequest,
  analyzer: Analyzer,
): SessionStart {
  const { isSavingPaused, isRecallPaused } = kept.settings
  const { id: sessionId, isNew } = isSavingPaused ? showSession(kept, at) : enterSession(kept, at, analyzer)
  if (isRecallPaused) return { sessionId, isNew, sessionsContext: [], memories: [], emptyBecause: 'paused' }
  const sessionsContext = lastSummaries(kept, context.sessions)
  return { sessionId, isNew, sessionsContext, memories: memoriesOf(kept, context, at.now) }
}
