import type { ReadForeignFile } from '../reading/found-records.ts'
import { readChatGpt } from './chatgpt.ts'
import { readClaude } from './claude.ts'
import { readClaudeMem } from './claude-mem.ts'
import { readCsv } from './csv.ts'
import { readLangGraph } from './langgraph.ts'
import { readMarkdown } from './markdown.ts'
import { readMcpMemory } from './mcp-memory.ts'
import { readMem0 } from './mem0.ts'

/** A reader for each format that is a file of text. */
export const fileReaders = {
  mem0: readMem0,
  langgraph: readLangGraph,
  'mcp-memory': readMcpMemory,
  'claude-mem': readClaudeMem,
  chatgpt: readChatGpt,
  claude: readClaude,
  markdown: readMarkdown,
  csv: readCsv,
} as const satisfies Readonly<Record<string, ReadForeignFile>>
