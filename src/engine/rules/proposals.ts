import type { WriteContext } from '../../core/store/store.ts'
import { applyDraft, isRepetition, type DraftFields, type Written } from './changes.ts'

type At = Pick<WriteContext, 'now' | 'retention'>

/**
 * The fields of a new proposal. An end that its draft does not give stays open: how long a type is kept counts from the
 * approval. Errors: `invalid_input` for an end that has come.
 */
export function proposed(draft: DraftFields, at: At): Written {
  return applyDraft(null, { ...draft, expiry: draft.expiry ?? { at: null } }, at)
}

/**
 * The draft that a proposal keeps. What it did not give stays open until it is approved, so that what the topic's
 * observation gains in the meantime stays. So a proposal pins and never unpins, and gives an end and never takes one away.
 */
export function draftOfProposal(proposal: Written): DraftFields {
  const { pinned, expiresAt } = proposal
  return { ...proposal, pinned: pinned ? true : null, expiry: expiresAt === null ? null : { at: expiresAt } }
}

/** Tells whether saving a draft in the place of an observation would change nothing. */
export function isTold(observation: Written, draft: DraftFields, at: At): boolean {
  return isRepetition(observation, applyDraft(observation, draft, at))
}
