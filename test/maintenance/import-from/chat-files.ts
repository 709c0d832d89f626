import { timeAt, list, type VendorFile } from './vendor-file.ts'

const node = (id: string, parent: string | null, message: object | null): object => ({
  id,
  parent,
  children: [],
  message,
})
const said = (id: string, role: string, text: string, index: number): object => ({
  id,
  author: { role },
  create_time: Date.parse(timeAt(index)) / 1000,
  content: { content_type: 'text', parts: [text] },
  recipient: 'all',
})

export const chatgpt: VendorFile = {
  format: 'chatgpt',
  textOf: (many) =>
    JSON.stringify(
      [
        ...list(many / 2, (i) => ({
          title: `Tea ${i}`,
          create_time: 1_735_689_600.5,
          conversation_id: `c-${i}`,
          current_node: 'answer',
          mapping: {
            root: node('root', null, null),
            system: node('system', 'root', said('s', 'system', 'Be kind.', i * 2)),
            question: node('question', 'system', said('q', 'user', `Which "tea" [${i}]?`, i * 2)),
            answer: node('answer', 'question', said('a', 'assistant', 'Green.', i * 2 + 1)),
            other: node('other', 'question', said('o', 'assistant', 'Black.', i * 2 + 1)),
          },
        })),
        { title: 'Empty', mapping: {} },
      ],
      null,
      1,
    ),
  first: {
    type: 'item',
    title: 'Tea 0',
    content: 'Which "tea" [0]?',
    sessionId: null,
    topicKey: 'chatgpt/c-0/q',
    data: { role: 'user', conversation: 'c-0' },
    createdAt: timeAt(0),
  },
  refused: 1,
}

export const claude: VendorFile = {
  format: 'claude',
  textOf: (many) =>
    JSON.stringify([
      ...list(many / 2, (i) => ({
        uuid: `c-${i}`,
        name: '',
        created_at: timeAt(i),
        account: { uuid: 'a' },
        chat_messages: [
          {
            uuid: 'q',
            sender: 'human',
            text: `Which tea ${i}? 😀`,
            created_at: timeAt(i * 2).replace('.000Z', '.123456Z'),
            content: [],
          },
          {
            uuid: 'a',
            sender: 'assistant',
            text: '',
            created_at: timeAt(i * 2 + 1),
            content: [{ type: 'text', text: 'Green.' }, { type: 'tool_use' }],
          },
          { uuid: 'n', sender: 'assistant', text: '', content: [] },
        ],
      })),
      { uuid: 'broken' },
    ]),
  first: {
    type: 'item',
    title: 'Untitled',
    content: 'Which tea 0? 😀',
    topicKey: 'claude/c-0/q',
    data: { role: 'user', conversation: 'c-0' },
    createdAt: timeAt(0).replace('.000Z', '.123Z'),
  },
  refused: 1,
}
