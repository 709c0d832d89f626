import { writtenAt, timeAt, type VendorFile, list, lines } from './vendor-file.ts'

export const mem0: VendorFile = {
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

export const langgraph: VendorFile = {
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

export const mcpMemory: VendorFile = {
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

export const claudeMem: VendorFile = {
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
