/** Form of an export. An import of the library itself takes `jsonl` only; `importFrom` reads the others. */
export type ExportFormat = 'jsonl' | 'markdown' | 'csv'

/** The forms that an export may have. */
export const exportFormats = ['jsonl', 'markdown', 'csv'] as const

/**
 * Writes the lines of an export in a form, line by line. Markdown and CSV have the observations as they are now, without
 * sessions, threads and earlier versions; JSON Lines have everything.
 */
export async function* exportedAs(
  lines: AsyncIterable<string>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'jsonl') {
    yield* lines
    return
  }
  const write = format === 'csv' ? csvRow : markdownSection
  if (format === 'csv') yield columns.join(',')
  for await (const line of lines) {
    const record = JSON.parse(line) as Exported & { readonly kind: string }
    if (record.kind === 'observation') yield write(record)
  }
}

/** The fields of an export line of an observation that are written. */
interface Exported {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly content: string
  readonly topic_key: string | null
  readonly keywords: readonly string[]
  readonly pinned: boolean
  readonly source: string | null
  readonly revision: number
  readonly created_at: string
  readonly updated_at: string
}

const columns = [
  'id',
  'type',
  'title',
  'content',
  'topic_key',
  'keywords',
  'pinned',
  'source',
  'revision',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof Exported)[]

function csvRow(record: Exported): string {
  return columns
    .map((name) => {
      const value = record[name]
      return cellOf(Array.isArray(value) ? value.join(';') : String(value ?? ''))
    })
    .join(',')
}

/** A spreadsheet runs a cell that begins like a formula. An apostrophe before it makes it a text. */
function cellOf(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

function markdownSection({ title, content, ...record }: Exported): string {
  const facts = {
    type: record.type,
    ...(record.topic_key === null ? {} : { topic_key: record.topic_key }),
    ...(record.keywords.length === 0 ? {} : { keywords: record.keywords }),
    ...(record.pinned ? { pinned: true } : {}),
    created_at: record.created_at,
    updated_at: record.updated_at,
  }
  // The end of a comment inside a text would end this one.
  const comment = JSON.stringify(facts).replaceAll('>', String.raw`\u003e`)
  const body = content === '' ? '' : `\n${content}\n`
  return `## ${title.replaceAll(/\s+/g, ' ').trim()}\n\n<!-- ilab-memory ${comment} -->\n${body}`
}
