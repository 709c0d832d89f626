import type { CleanChanges } from '../../core/store.ts'
import { redactFields } from '../../privacy/redact.ts'

/** The fields of an observation that an update changes. */
interface Changeable {
  readonly type: string
  readonly title: string
  readonly content: string
  readonly topicKey: string | null
}

/** Changes fields. The texts are redacted together again: two halves of a tag may meet in them. */
export function applyChanges<Before extends Changeable>(before: Before, changes: CleanChanges): Before {
  const { type = before.type, topicKey = before.topicKey } = changes
  const texts = [changes.title ?? before.title, changes.content ?? before.content]
  const [title = '', content = ''] = redactFields(texts)
  return { ...before, type, title, content, topicKey }
}
