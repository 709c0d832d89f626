import { invalidInput } from '../../core/errors/errors.ts'
import { sessionEnd } from './sessions/session-rules.ts'

/** Existing observations of the user, as an import needs them. */
export interface Present {
  /** When what is under the imported topic key was updated, if there is something. */
  readonly sameTopicUpdatedAt: number | null
  /** True where an observation with the same type, title, content and createdAt exists. */
  readonly hasSame: boolean
  readonly isIdTaken: boolean
}

/** Outcome of the import of one observation. */
export type MergeDecision = 'unchanged' | 'revise' | 'keep_id' | 'next_id'

/**
 * An import adds what is not there and never takes anything away: of two versions of a topic the later one stays,
 * an observation keeps its id unless another has it.
 */
export function decideMerge(hasTopicKey: boolean, updatedAt: number, present: Present): MergeDecision {
  if (hasTopicKey && present.sameTopicUpdatedAt !== null) {
    return present.sameTopicUpdatedAt >= updatedAt ? 'unchanged' : 'revise'
  }
  if (!hasTopicKey && present.hasSame) return 'unchanged'
  return present.isIdTaken ? 'next_id' : 'keep_id'
}

/** The number of an imported version that takes the place of another: numbers of an observation only grow. */
export function revisionAfter(replaced: { readonly revision: number }, imported: number): number {
  return Math.max(imported, replaced.revision + 1)
}

/** The end of an imported session: one that was open comes in closed where the user has an active session already. */
export function importedEnd(
  session: { readonly startedAt: number; readonly endedAt: number | null; readonly lastActivityAt: number },
  hasActive: boolean,
): number | null {
  if (session.endedAt !== null || !hasActive) return session.endedAt
  return sessionEnd(session.startedAt, session.lastActivityAt)
}

/** Refuses an observation of an import that belongs to no known session. Errors: `invalid_input`, with the line. */
export function refuseUnknownSession(line: number | undefined): never {
  return invalidInput('belongs to a session that neither the user nor the import has', {
    field: 'session_id',
    line,
  })
}
