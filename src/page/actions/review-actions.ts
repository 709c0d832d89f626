import { numberIn } from '../request/form.ts'
import { field, goTo, purpose, type Visit } from '../request/visit.ts'
import { showMissing } from '../views/problem-view.ts'
import { showReview } from '../views/review-view.ts'
import { memoryOf } from './memory-actions.ts'

const pageSize = 20

/** Answers with the proposals that wait. */
export async function viewReview(visit: Visit): Promise<Response> {
  const page = await visit.user.list({
    status: 'pending',
    limit: pageSize,
    cursor: visit.query.get('cursor'),
    purpose,
  })
  const proposals = await Promise.all(
    page.observations.map(async (memory) => ({
      memory,
      replaces: memory.topicKey === null ? null : await visit.user.get(memory.topicKey, { purpose }),
    })),
  )
  return showReview(visit, proposals, page.nextCursor)
}

/** Approves a proposal as the person has read it. */
export async function approveProposal(visit: Visit): Promise<Response> {
  const memory = await memoryOf(visit)
  if (memory === null) return showMissing(visit)
  const ifRevision = numberIn(field(visit, 'revision')) ?? 0
  const result = await visit.user.approve(memory.id, { ifRevision })
  return result === null ? showMissing(visit) : goTo(visit, '/review', 'approved')
}
