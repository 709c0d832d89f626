import { textOrNull } from '../reading/foreign-row.ts'
import type { FoundRecord } from '../reading/found-records.ts'
import { observationOf, titleOf } from './draft-record.ts'

/** A message of an exported conversation. */
export interface ChatMessage {
  readonly id: string | null
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly createdAt: unknown
}

/** The conversation that messages belong to. */
export interface Chat {
  readonly format: string
  readonly id: string | null
  readonly title: unknown
  /** Time for messages without one of their own. */
  readonly createdAt: unknown
}

/**
 * Makes the record of a message: of the type `item`, which searches find and contexts leave out, as a model's own words are no
 * facts about the user.
 */
export function messageOf(
  row: number,
  { format, id, title, createdAt }: Chat,
  message: ChatMessage,
): FoundRecord {
  return observationOf(format, row, {
    type: 'item',
    otherType: 'item',
    title: titleOf(textOrNull(title) ?? 'Untitled'),
    content: message.text,
    // The same words come often in chats: the message's own ids tell two of them apart, and find it again.
    topicKey: id === null || message.id === null ? null : `${format}/${id}/${message.id}`,
    data: {
      role: message.role,
      ...(id === null ? {} : { conversation: id }),
    },
    createdAt: message.createdAt ?? createdAt,
  })
}
