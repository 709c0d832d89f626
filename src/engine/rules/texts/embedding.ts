import type { StoredObservation, UserState } from '../../port/stored.ts'

function embeds(text: StoredObservation | null): boolean {
  return text?.status === 'active'
}

function saysTheSame(one: StoredObservation | null, other: StoredObservation | null): boolean {
  return one?.title === other?.title && one?.content === other?.content
}

/**
 * Tells whether an observation's vectors go with a change of it, and notes with the user that a new text has none yet. A
 * user without vectors pays nothing.
 */
export function losesVectors(
  user: UserState,
  before: StoredObservation | null,
  after: StoredObservation | null,
): boolean {
  if (user.embedding === null) return false
  const isSame = embeds(before) === embeds(after) && saysTheSame(before, after)
  if (embeds(after) && !isSame) user.embedding = { ...user.embedding, isComplete: false }
  return embeds(before) && !isSame
}
