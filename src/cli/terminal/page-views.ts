import type { HistoryPage, JournalPage } from '../../core/model.ts'
import { plainLine, plainLines } from './escape-controls.ts'
import { style } from './style.ts'
import { table } from './table.ts'
import { headed, minute, text } from './views.ts'

/** Shows versions of an observation. */
export function history({ versions, nextBefore }: HistoryPage): string[] {
  if (versions.length === 0) return ['There is no such observation.']
  const shown = versions.flatMap(({ revision, type, title, topicKey, createdAt, content }, i) => [
    ...(i === 0 ? [] : ['']),
    ...headed(
      revision,
      title,
      [plainLine(type), ...(topicKey === null ? [] : [plainLine(topicKey)]), minute(createdAt)].join(' · '),
    ),
    ...plainLines(content).flatMap(text),
  ])
  return [...shown, ...more(nextBefore === null ? null : `--before ${nextBefore}`)]
}

const columns = [
  { heading: 'time' },
  { heading: 'operation' },
  { heading: 'ids', gives: true },
  { heading: 'purpose', gives: true },
]

/** Shows a page of the journal; a dash stands for a forgotten observation. */
export function journal({ entries, nextCursor }: JournalPage): string[] {
  if (entries.length === 0) return ['The journal is empty.']
  const shown = entries.map(({ at, operation, ids, purpose }) => [
    minute(at),
    operation,
    ids.map((id) => id ?? '-').join(' '),
    plainLine(purpose ?? ''),
  ])
  return [...table(columns, shown), ...more(nextCursor === null ? null : `--cursor ${nextCursor}`)]
}

function more(flag: string | null): string[] {
  return flag === null ? [] : ['', style('quiet', `There are more: ${flag}`)]
}
