import { textOrNull } from '../reading/foreign-row.ts'
import type { ForeignFile, FoundRecord, Others } from '../reading/found-records.ts'
import { jsonValues } from '../reading/json-values.ts'
import { messageOf, type Chat, type ChatMessage } from './chat-message.ts'
import { fieldsOf, observationOf, refused } from './draft-record.ts'

/**
 * Reads `conversations.json` or `memories.json` of a Claude export. Messages come in one by one; what Claude remembered comes
 * in as one observation for all conversations and one for each project.
 */
export async function* readClaude(
  { path, writtenAt }: ForeignFile,
  others: Others,
): AsyncGenerator<FoundRecord> {
  let row = 0
  for await (const { row: number, value } of jsonValues(path, ['conversations'])) {
    const fields = fieldsOf(value)
    const { chat_messages: messages, conversations_memory: memory, project_memories: projects } = fields
    if (Array.isArray(messages)) {
      const chat: Chat = {
        format: 'claude',
        id: textOrNull(fields['uuid']),
        title: fields['name'],
        createdAt: fields['created_at'] ?? writtenAt,
      }
      for (const each of messages) {
        const message = readMessage(each)
        if (message === null) others.add('messages without text')
        else yield messageOf(++row, chat, message)
      }
    } else if (memory !== undefined || projects !== undefined) {
      for (const [name, remembered] of [['all', memory] as const, ...Object.entries(fieldsOf(projects))]) {
        const text = textOrNull(remembered)
        if (text !== null) yield rememberedOf(++row, name, text, writtenAt)
      }
    } else yield refused(number, 'has no messages', 'chat_messages')
  }
}

function rememberedOf(row: number, name: string, text: string, writtenAt: string): FoundRecord {
  return observationOf('claude', row, {
    type: 'profile',
    otherType: 'profile',
    title: name === 'all' ? 'What Claude remembered' : 'What Claude remembered of a project',
    content: text,
    topicKey: `claude/memory/${name}`,
    createdAt: writtenAt,
  })
}

function readMessage(value: unknown): ChatMessage | null {
  const { uuid, sender, text: whole, content, created_at: createdAt } = fieldsOf(value)
  const blocks = Array.isArray(content) ? content : []
  const text =
    textOrNull(whole) ??
    blocks
      .flatMap((block) =>
        fieldsOf(block)['type'] === 'text' ? (textOrNull(fieldsOf(block)['text']) ?? []) : [],
      )
      .join('\n')
  if (text.trim() === '') return null
  return { id: textOrNull(uuid), role: sender === 'human' ? 'user' : 'assistant', text, createdAt }
}
