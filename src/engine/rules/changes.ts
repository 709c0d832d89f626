import type { CleanChanges, CleanDraft, WriteContext } from '../../core/store/store.ts'
import { redactFields } from '../../privacy/redact.ts'
import type { StoredObservation } from '../port/stored.ts'
import { defaultEnd, givenEnd } from './expiry.ts'

/** The fields of an observation that its writer gives. */
export type Written = Pick<
  StoredObservation,
  'type' | 'title' | 'content' | 'topicKey' | 'data' | 'source' | 'keywords' | 'pinned' | 'expiresAt'
>

/** Changes fields. The texts are redacted together again: two halves of a tag may meet in them. Errors: `invalid_input`. */
export function applyChanges<Before extends Written>(
  before: Before,
  changes: CleanChanges,
  { now }: Pick<WriteContext, 'now'>,
): Before {
  const { type = before.type, topicKey = before.topicKey } = changes
  const { data = before.data, source = before.source, keywords = before.keywords } = changes
  const { pinned = before.pinned } = changes
  const expiresAt = changes.expiry === undefined ? before.expiresAt : givenEnd(changes.expiry, now)
  const texts = [changes.title ?? before.title, changes.content ?? before.content]
  const [title = '', content = ''] = redactFields(texts)
  return { ...before, type, title, content, topicKey, data, source, keywords, pinned, expiresAt }
}

/** A draft, or what a proposal keeps of one; null: not given. */
export type DraftFields = Omit<Written, 'pinned' | 'expiresAt'> & Pick<CleanDraft, 'pinned' | 'expiry'>

/**
 * The fields of a draft as a new observation or in the place of `before`. The text is the draft's; what it does not give
 * beside the text stays as it is. Errors: `invalid_input` for an end that has come.
 */
export function applyDraft(
  before: Written | null,
  draft: DraftFields,
  at: Pick<WriteContext, 'now' | 'retention'>,
): Written {
  const { type, title, content } = draft
  const kept = before ?? nothing
  return {
    type,
    title,
    content,
    topicKey: draft.topicKey ?? kept.topicKey,
    data: draft.data ?? kept.data,
    source: draft.source ?? kept.source,
    keywords: draft.keywords ?? kept.keywords,
    pinned: draft.pinned ?? kept.pinned,
    expiresAt: endOf(before, draft, at),
  }
}

function endOf(
  before: Written | null,
  { type, expiry }: DraftFields,
  at: Pick<WriteContext, 'now' | 'retention'>,
): number | null {
  if (expiry !== null) return givenEnd(expiry, at.now)
  return before === null ? defaultEnd(type, at) : before.expiresAt
}

const nothing = { topicKey: null, data: null, source: null, keywords: null, pinned: false }

/** Tells whether a save repeats an observation. Its source may differ: the same fact from another place is the same. */
export function isRepetition(a: Written, b: Written): boolean {
  return (
    a.content === b.content &&
    a.title === b.title &&
    a.type === b.type &&
    a.data === b.data &&
    a.pinned === b.pinned &&
    a.expiresAt === b.expiresAt &&
    sameKeywords(a.keywords, b.keywords)
  )
}

/** Tells whether an update changes nothing. */
export function isUnchanged(a: Written, b: Written): boolean {
  return isRepetition(a, b) && a.topicKey === b.topicKey && a.source === b.source
}

/** Tells whether two observations have the same keywords in the same order. */
export function sameKeywords(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if (a === null || b === null) return a === b
  return a.length === b.length && a.every((keyword, index) => keyword === b[index])
}
