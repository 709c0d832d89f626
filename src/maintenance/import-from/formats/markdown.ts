import { createReadStream } from 'node:fs'
import { utf8Lines } from '../../../wire/utf8-lines.ts'
import { textOrNull } from '../reading/foreign-row.ts'
import type { ForeignFile, FoundRecord } from '../reading/found-records.ts'
import { fieldsOf, observationOf, textsOf, titleOf } from './draft-record.ts'

/** A heading with the text below it, up to the next heading. */
interface Section {
  readonly row: number
  readonly title: string
  readonly lines: readonly string[]
  readonly facts: Readonly<Record<string, unknown>>
}

const headingStart = /^#{1,6}[ \t]+/
const fence = /^ {0,3}(`{3,}|~{3,})/
const comment = /^<!-- ilab-memory (\{.*\}) -->$/

/**
 * Reads a page of Markdown: each heading with a text becomes one observation. Text before the first heading takes the file's
 * name as its title. A comment `<!-- ilab-memory {…} -->`, as an export writes it, names type, topic and times.
 */
export async function* readMarkdown({ path, name, writtenAt }: ForeignFile): AsyncGenerator<FoundRecord> {
  for await (const { row, title, lines, facts } of sectionsOf(path)) {
    const content = lines.join('\n').trim()
    if (content === '' && facts['type'] === undefined) continue
    yield observationOf('markdown', row, {
      type: textOrNull(facts['type']) ?? 'discovery',
      title: title === '' ? (textOrNull(name) ?? titleOf(content)) : title,
      content,
      topicKey: textOrNull(facts['topic_key']),
      keywords: textsOf(facts['keywords']),
      pinned: facts['pinned'] === true,
      createdAt: facts['created_at'] ?? writtenAt,
      updatedAt: facts['updated_at'],
    })
  }
}

async function* sectionsOf(path: string): AsyncGenerator<Section> {
  let section = { row: 1, title: '', lines: [] as string[], facts: {} as Section['facts'] }
  let open: string | null = null
  let row = 0
  for await (const line of utf8Lines(createReadStream(path), 'the file')) {
    row++
    const mark = fence.exec(line)?.[1] ?? null
    if (open !== null) {
      if (mark?.startsWith(open) === true) open = null
      section.lines.push(line)
      continue
    }
    open = mark
    const title = headingOf(line)
    const facts = comment.exec(line)?.[1]
    if (title !== undefined) {
      yield section
      section = { row, title, lines: [], facts: {} }
    } else if (facts === undefined) section.lines.push(line)
    else section.facts = factsOf(facts)
  }
  yield section
}

/** Text of a heading, without the signs that may close it; undefined where the line is none. */
function headingOf(line: string): string | undefined {
  const start = headingStart.exec(line)?.[0].length
  if (start === undefined) return undefined
  // One expression for all would try every place where closing signs may begin.
  let end = line.length
  while (end > start && line[end - 1] === '#') end--
  while (end > start && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--
  return line.slice(start, end)
}

function factsOf(text: string): Section['facts'] {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return {}
  }
}
