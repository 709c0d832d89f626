import type { DocumentTable } from '../../../search/corpus.ts'
import { contextScore, isPinned, recency, revision } from '../../../search/rank/score.ts'
import { createTop, type Scored } from '../../../search/rank/top.ts'
import type { ContextRequest } from '../../../core/store/store.ts'
import { quietType } from './quiet.ts'

type Accepts = (index: number) => boolean

/** The observations worth knowing when a session starts: pinned ones, the oldest first, then those of the best score. */
export function memoriesAtStart(documents: DocumentTable, request: ContextRequest, now: number): Scored[] {
  const isShown = isNotQuiet(documents)
  const pinned = pinnedIds(documents, isShown)
  const memories = rankMemories(documents, request, now, isShown)
  if (pinned.length === 0) return memories
  const scoreOf = scoring(documents, request, now)
  const first = pinned.map(({ id, index }) => ({ id, score: scoreOf(index) }))
  return [...first, ...memories].slice(0, request.memories)
}

/** The pinned observations, the oldest first. */
export function pinnedIds(
  documents: DocumentTable,
  accepts: Accepts,
): { readonly id: number; readonly index: number }[] {
  const { length, createdAt, ids } = documents
  const pinned: { id: number; index: number }[] = []
  for (let index = 0; index < length; index++)
    if (isPinned(documents, index) && accepts(index)) pinned.push({ id: ids[index]!, index })
  return pinned.toSorted((a, b) => createdAt[a.index]! - createdAt[b.index]! || a.id - b.id)
}

/** The observations worth knowing that are not pinned, best first by ContextScore, ties by id. */
export function rankMemories(
  documents: DocumentTable,
  request: ContextRequest,
  now: number,
  accepts: Accepts,
): Scored[] {
  const scoreOf = scoring(documents, request, now)
  const top = createTop<Scored>(request.memories)
  for (let i = 0; i < documents.length; i++) {
    if (isPinned(documents, i) || !accepts(i)) continue
    const score = scoreOf(i)
    if (score >= top.threshold()) top.offer({ score, id: documents.ids[i]! })
  }
  return top.take()
}

/** Tells of each document whether a context may show it. */
export function isNotQuiet({ type, typeNames }: DocumentTable): Accepts {
  const quiet = typeNames.indexOf(quietType)
  return (index) => type[index] !== quiet
}

/** Makes the ContextScore of each document. */
function scoring(documents: DocumentTable, request: ContextRequest, now: number): (index: number) => number {
  const priorities = documents.typeNames.map((type) =>
    Object.hasOwn(request.typePriorities, type) ? request.typePriorities[type]! : request.otherPriority,
  )
  return (index) => {
    const parts = {
      recency: recency(now - documents.updatedAt[index]!, request.halfLifeDays),
      revision: revision(documents.revision[index]!, request.revisionCap),
      typePriority: priorities[documents.type[index]!]!,
    }
    return contextScore(parts, request.weights)
  }
}
