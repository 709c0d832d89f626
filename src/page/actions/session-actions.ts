import { purpose, type Visit } from '../request/visit.ts'
import { showSessions } from '../views/sessions-view.ts'

const pageSize = 15
const memoriesOfEach = 8

/** Answers with the timeline of sessions. */
export async function viewSessions(visit: Visit): Promise<Response> {
  const page = await visit.user.listSessions({ limit: pageSize, cursor: visit.query.get('cursor') })
  const rows = await Promise.all(
    page.sessions.map(async (session) => {
      const { observations, nextCursor } = await visit.user.list({
        session: session.id,
        typesExclude: ['summary'],
        limit: memoriesOfEach,
        purpose,
      })
      return { session, memories: observations, hasMore: nextCursor !== null }
    }),
  )
  return showSessions(visit, rows, page.nextCursor)
}
