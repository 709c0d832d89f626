import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writtenAt, timeAt, type VendorFile, list } from './vendor-file.ts'
import { chatgpt, claude } from './chat-files.ts'
import { claudeMem, langgraph, mcpMemory, mem0 } from './memory-files.ts'

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
