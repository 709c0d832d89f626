import type { CleanDraft, WriteContext } from '../../../core/store/store.ts'
import { defaultEnd, givenEnd } from '../../../engine/rules/expiry.ts'
import type { KeptObservation } from './kept.ts'

type Said = Pick<KeptObservation, 'type' | 'title' | 'content' | 'data' | 'keywords'>

/** Tells whether two observations say exactly the same. */
export function saysTheSame(a: Said, b: Said): boolean {
  const isSameText = a.type === b.type && a.title === b.title && a.content === b.content
  return isSameText && JSON.stringify([a.data, a.keywords]) === JSON.stringify([b.data, b.keywords])
}

/** Finds what says the same as a draft. Data and keywords that it does not give may be any. */
export function findSame(among: readonly KeptObservation[], draft: CleanDraft): KeptObservation | undefined {
  return among.find((other) =>
    saysTheSame(other, {
      ...draft,
      data: draft.data ?? other.data,
      keywords: draft.keywords ?? other.keywords,
    }),
  )
}

type Beside = Pick<KeptObservation, 'topicKey' | 'data' | 'source' | 'keywords' | 'pinned' | 'expiresAt'>

const nothing: Omit<Beside, 'expiresAt'> = {
  topicKey: null,
  data: null,
  source: null,
  keywords: null,
  pinned: false,
}

/** The fields of a draft, and of the observation that it revises where the draft does not give them. */
export function draftOver(
  before: Beside | undefined,
  draft: CleanDraft,
  at: Pick<WriteContext, 'now' | 'retention'>,
): Said & Beside {
  const given = Object.entries(draft).filter(([, value]) => value !== null)
  const over = { ...(before ?? nothing), ...Object.fromEntries(given) } as Beside
  const { topicKey, data, source, keywords, pinned } = over
  const { type, title, content, expiry } = draft
  const usual = before === undefined ? defaultEnd(type, at) : before.expiresAt
  const expiresAt = expiry === null ? usual : givenEnd(expiry, at.now)
  return { type, title, content, topicKey, data, source, keywords, pinned, expiresAt }
}
