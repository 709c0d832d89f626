import type { DocumentTable } from '../../search/corpus.ts'
import { contextScore, recency, revision } from '../../search/rank/score.ts'
import { createTop, type Scored } from '../../search/rank/top.ts'
import type { ContextRequest } from '../../core/store.ts'

/** The observations worth knowing when a session starts, best first by ContextScore, ties by id. */
export function rankMemories(
  documents: DocumentTable,
  request: ContextRequest,
  now: number,
  accepts: (index: number) => boolean = () => true,
): Scored[] {
  const priorities = documents.typeNames.map((type) =>
    Object.hasOwn(request.typePriorities, type) ? request.typePriorities[type]! : request.otherPriority,
  )
  const top = createTop<Scored>(request.memories)
  for (let i = 0; i < documents.length; i++) {
    if (!accepts(i)) continue
    const parts = {
      recency: recency(now - documents.updatedAt[i]!, request.halfLifeDays),
      revision: revision(documents.revision[i]!, request.revisionCap),
      typePriority: priorities[documents.type[i]!]!,
    }
    const score = contextScore(parts, request.weights)
    const id = documents.ids[i]!
    if (score >= top.threshold()) top.offer({ score, id })
  }
  return top.take()
}
