import { textOrNull } from '../reading/foreign-row.ts'
import type { ForeignFile, FoundRecord, Others } from '../reading/found-records.ts'
import { jsonValues } from '../reading/json-values.ts'
import { messageOf, type Chat, type ChatMessage } from './chat-message.ts'
import { fieldsOf, refused } from './draft-record.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads `conversations.json` of a ChatGPT export. Of each conversation the branch that the person saw last comes in: what the
 * person and the model said. Other branches, system prompts and calls of tools are counted and left out.
 */
export async function* readChatGpt(
  { path, writtenAt }: ForeignFile,
  others: Others,
): AsyncGenerator<FoundRecord> {
  let row = 0
  for await (const { row: number, value } of jsonValues(path, ['conversations'])) {
    const fields = fieldsOf(value)
    const nodes = fieldsOf(fields['mapping'])
    if (Object.keys(nodes).length === 0) {
      yield refused(number, 'has no messages', 'mapping')
      continue
    }
    const chat: Chat = {
      format: 'chatgpt',
      id: textOrNull(fields['conversation_id']) ?? textOrNull(fields['id']),
      title: fields['title'],
      createdAt: fields['create_time'] ?? writtenAt,
    }
    const branch = branchOf(nodes, fields['current_node'])
    others.add('messages of other branches', messagesIn(Object.values(nodes)) - messagesIn(branch))
    for (const node of branch) {
      const message = readMessage(fieldsOf(node)['message'])
      if (message !== null) yield messageOf(++row, chat, message)
      else if (fieldsOf(node)['message'] != null) others.add('messages without text of person or model')
    }
  }
}

function messagesIn(nodes: readonly unknown[]): number {
  return nodes.filter((node) => readMessage(fieldsOf(node)['message']) !== null).length
}

/** The nodes from the first to the current one; without a current one, those along the last children. */
function branchOf(nodes: Fields, current: unknown): unknown[] {
  const branch: unknown[] = []
  const seen = new Set<string>()
  let id = textOrNull(current) ?? lastLeaf(nodes)
  while (id !== null && !seen.has(id) && Object.hasOwn(nodes, id)) {
    seen.add(id)
    branch.push(nodes[id])
    id = textOrNull(fieldsOf(nodes[id])['parent'])
  }
  return branch.toReversed()
}

function lastLeaf(nodes: Fields): string | null {
  const leaves = Object.entries(nodes).filter(([, node]) => {
    const { children } = fieldsOf(node)
    return !Array.isArray(children) || children.length === 0
  })
  return leaves.at(-1)?.[0] ?? null
}

/** Null for what neither the person nor the model said, or what is no text. */
function readMessage(value: unknown): ChatMessage | null {
  const { id, author, content, create_time: createdAt, recipient } = fieldsOf(value)
  const { role } = fieldsOf(author)
  if (role !== 'user' && role !== 'assistant') return null
  // A call of a tool is addressed to it.
  if (typeof recipient === 'string' && recipient !== 'all') return null
  const { parts, content_type: kind } = fieldsOf(content)
  if ((kind !== 'text' && kind !== 'multimodal_text') || !Array.isArray(parts)) return null
  const text = parts
    .flatMap((part) => textOrNull(part) ?? textOrNull(fieldsOf(part)['text']) ?? [])
    .join('\n')
  return text.trim() === '' ? null : { id: textOrNull(id), role, text, createdAt: createdAt ?? undefined }
}
