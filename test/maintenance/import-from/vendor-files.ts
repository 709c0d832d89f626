import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ForeignFormat } from '../../../src/maintenance/index.ts'

/** Time at which every file was written. */
const writtenAt = '2026-03-04T05:06:07.000Z'
const first = Date.parse('2025-01-01T00:00:00.000Z')

/** Time of a record, a minute after the one before. */
const timeAt = (index: number): string => new Date(first + index * 60_000).toISOString()

/** A file of another program with a number of records, and what an import makes of it. */
export interface VendorFile {
  readonly format: ForeignFormat
  /** Makes the text of a file with so many records, in the vendor's form, and some that are left out. */
  readonly textOf: (many: number) => string
  /** Observation that the first record becomes. */
  readonly first: object
  /** Records of the text that are refused. */
  readonly refused: number
  readonly deleted?: number
  readonly others?: Readonly<Record<string, number>>
  /** True where the records have no times, so that they get the file's. */
  readonly isUndated?: boolean
  /** True where each record names its user. */
  readonly namesUsers?: boolean
}

const list = <Value>(many: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: many }, (_, index) => make(index))

const lines = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join('\n')

const mem0: VendorFile = {
  format: 'mem0',
  namesUsers: true,
  textOf: (many) =>
    JSON.stringify({
      count: many,
      results: [
        ...list(many, (i) => ({
          id: `m-${i}`,
          memory: `Likes tea number ${i}`,
          user_id: 'ada',
          agent_id: null,
          hash: 'x',
          metadata: { type: 'preference', shop: 'north' },
          categories: ['food'],
          created_at: timeAt(i),
          updated_at: timeAt(i + 1),
        })),
        { id: 'empty', memory: '', user_id: 'ada', created_at: timeAt(0) },
      ],
    }),
  first: {
    type: 'preference',
    title: 'Likes tea number 0',
    content: 'Likes tea number 0',
    topicKey: 'mem0/m-0',
    keywords: ['food'],
    data: { shop: 'north' },
    createdAt: timeAt(0),
    updatedAt: timeAt(1),
  },
  refused: 1,
}

const langgraph: VendorFile = {
  format: 'langgraph',
  namesUsers: true,
  textOf: (many) =>
    lines([
      ...list(many, (i) => ({
        namespace: ['ada', 'memories'],
        key: `k-${i}`,
        value: { text: `Likes tea ${i}`, strength: i },
        created_at: timeAt(i),
        updated_at: timeAt(i),
      })),
      { prefix: 'ada.memories', key: 'row', value: '{"text":"of a table"}', created_at: timeAt(0) },
      { namespace: [], key: 'k', value: {} },
      { namespace: ['ada'], key: 'k', value: 'no object' },
    ]),
  first: {
    type: 'item',
    title: 'k-0',
    content: 'Likes tea 0\n0',
    topicKey: 'langgraph/memories/k-0',
    data: { text: 'Likes tea 0', strength: 0 },
    createdAt: timeAt(0),
  },
  refused: 2,
}

const mcpMemory: VendorFile = {
  format: 'mcp-memory',
  isUndated: true,
  textOf: (many) =>
    lines([
      ...list(many, (i) => ({
        type: 'entity',
        name: `Person ${i}`,
        entityType: 'person',
        observations: ['likes tea', `has number ${i}`],
      })),
      { type: 'relation', from: 'Person 0', to: 'Person 1', relationType: 'knows' },
      { type: 'relation', from: 'Nil', to: 'Person 1', relationType: 'knows' },
      { type: 'entity', name: ' ', entityType: 'x', observations: [] },
    ]),
  first: {
    type: 'discovery',
    title: 'Person 0',
    content: 'likes tea\nhas number 0\nknows: Person 1',
    topicKey: 'mcp-memory/Person 0',
    keywords: ['person'],
    data: { entityType: 'person', relations: [{ relation: 'knows', to: 'Person 1' }] },
    createdAt: writtenAt,
  },
  refused: 1,
  others: { 'relations of unknown entities': 1 },
}

const claudeMem: VendorFile = {
  format: 'claude-mem',
  textOf: (many) =>
    JSON.stringify({
      exportedAt: timeAt(0),
      query: '',
      totalObservations: many,
      observations: [
        ...list(many, (i) => ({
          id: i + 1,
          memory_session_id: 'session-1',
          project: 'shop',
          type: i === 0 ? 'decision' : 'bugfix',
          title: `Fix ${i}`,
          subtitle: 's',
          narrative: `The cause was ${i}.`,
          facts: '["one fact"]',
          concepts: '["tests"]',
          files_read: '["a.ts"]',
          files_modified: '[]',
          created_at: timeAt(i),
          created_at_epoch: Date.parse(timeAt(i)),
        })),
        { id: 0, memory_session_id: 'session-1', type: 'change', created_at: timeAt(0) },
      ],
      sessions: [
        {
          id: 1,
          content_session_id: 'c',
          memory_session_id: 'session-1',
          project: 'shop',
          started_at: timeAt(0),
          completed_at: timeAt(9),
          status: 'completed',
        },
      ],
      summaries: [
        { memory_session_id: 'session-1', request: 'Mend', learned: 'It works', created_at: timeAt(9) },
      ],
      prompts: [{ prompt_text: 'mend it', prompt_number: 1 }],
    }),
  first: {
    type: 'decision',
    title: 'Fix 0',
    content: 'The cause was 0.\n- one fact',
    sessionId: 'session-1',
    keywords: ['tests'],
    data: { project: 'shop', filesRead: ['a.ts'] },
    createdAt: timeAt(0),
  },
  refused: 1,
  others: { prompts: 1 },
}

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

const chatgpt: VendorFile = {
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

const claude: VendorFile = {
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

const markdown: VendorFile = {
  format: 'markdown',
  isUndated: true,
  textOf: (many) =>
    [
      ...list(many, (i) => `## Tea ${i}\n\n- green ${i}\n\n\`\`\`\n# no heading\n\`\`\`\n`),
      '## Nothing\n',
      '## No type of ours\n\n<!-- ilab-memory {"type":"BAD TYPE","created_at":"never"} -->\n',
      'Text\n',
    ].join('\n'),
  first: {
    type: 'discovery',
    title: 'Tea 0',
    content: '- green 0\n\n```\n# no heading\n```',
    createdAt: writtenAt,
  },
  refused: 1,
}

const csv: VendorFile = {
  format: 'csv',
  namesUsers: true,
  textOf: (many) =>
    [
      '\u{feff}user_id,Title,Content,type,tags,created_at,shop',
      ...list(many, (i) => `ada,Tea ${i},"Green, ""hot""\n${i}",preference,food;drink,${timeAt(i)},north`),
      ',,,,,,',
      'ada,A,B,preference,,not a time,',
      'ada,A,B,preference,,2025-01-01,,too,many',
    ].join('\r\n'),
  first: {
    type: 'preference',
    title: 'Tea 0',
    content: 'Green, "hot"\n0',
    keywords: ['food', 'drink'],
    data: { shop: 'north' },
    createdAt: timeAt(0),
  },
  refused: 3,
}

/** A file of each format. */
export const vendorFiles: readonly VendorFile[] = [
  mem0,
  langgraph,
  mcpMemory,
  claudeMem,
  chatgpt,
  claude,
  markdown,
  csv,
]

let folder: string | undefined
let files = 0

/** Writes a file, as old as {@link writtenAt}, in a folder that lasts as long as the process. */
export function writeVendorFile(text: string, name = `export-${++files}.txt`): string {
  folder ??= folderOfProcess()
  const path = join(folder, name)
  writeFileSync(path, text)
  const time = new Date(writtenAt)
  utimesSync(path, time, time)
  return path
}

function folderOfProcess(): string {
  const made = mkdtempSync(join(tmpdir(), 'ilab-vendor-'))
  process.once('exit', () => rmSync(made, { recursive: true, force: true }))
  return made
}
