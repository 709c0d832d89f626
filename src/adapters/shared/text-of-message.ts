/** A message of a model's prompt, in any of the forms that frameworks have. */
export interface PromptMessage {
  /** Author of the message. */
  readonly role: string
  /** A text, or parts of which some hold a text. */
  readonly content: unknown
}

/** Joins the texts of a message. */
export function textOfMessage({ content }: PromptMessage): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: { readonly type?: unknown; readonly text?: unknown }) =>
      part.type === 'text' && typeof part.text === 'string' ? part.text : '',
    )
    .filter((text) => text !== '')
    .join('\n')
}

/** Joins the texts of all messages of one author. */
export function textOfRole(messages: readonly PromptMessage[], role: string): string {
  return messages
    .filter((message) => message.role === role)
    .map(textOfMessage)
    .filter((text) => text !== '')
    .join('\n')
}
