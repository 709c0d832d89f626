import type { ContextRequest, SearchRequest } from '../../core/store/store.ts'
import { otherTypePriority, type ResolvedConfig } from './config.ts'

/** The ranking that a configuration asks for. */
export function rankingSettings({
  search,
  recencyHalfLifeDays,
  revisionCap,
  timeZone,
}: ResolvedConfig): SearchRequest['ranking'] {
  const { mode, base, recency, revision, typoTolerance } = search
  return {
    mode,
    search: { base, recency, revision },
    halfLifeDays: recencyHalfLifeDays,
    revisionCap,
    typoTolerance,
    timeZone,
  }
}

/** The context that a configuration asks for. */
export function contextRequest({
  context,
  typePriorities,
  recencyHalfLifeDays,
  revisionCap,
}: ResolvedConfig): ContextRequest {
  const { memories, sessions, recency, revision, typePriority } = context
  return {
    memories,
    sessions,
    weights: { recency, revision, typePriority },
    typePriorities,
    otherPriority: otherTypePriority,
    halfLifeDays: recencyHalfLifeDays,
    revisionCap,
  }
}
