import type {
  Compact,
  ErasureReceipt,
  ImportCounts,
  ListPage,
  Observation,
  SaveResult,
  ScoreParts,
  SearchExplanation,
  Session,
  SessionMention,
  SessionPage,
  SessionStart,
  Stats,
  MemoryContext,
  MemorySettings,
} from '../../core/model.ts'
import { count, grouped } from './amounts.ts'
import { displayWidth, wrap } from './display-width.ts'
import { besidePairs } from './beside-text.ts'
import { plainLine, plainLines } from './escape-controls.ts'
import { columnsOf, style } from './style.ts'
import { pairs, table } from './table.ts'

/*
 * How results read. Every text of a user goes through `plainLine` or `plainLines`, so that no stored text drives the
 * terminal.
 */

const indent = '    '
/** A line of text that is good to read, also in a wide terminal. */
const widestText = 100

export function saved({ id, outcome, topicKey }: SaveResult): string[] {
  const words = { created: 'Saved', updated: 'Revised', deduped: 'Was there already:' }
  const topic = topicKey === null ? '' : style('quiet', `  ${plainLine(topicKey)}`)
  return [`${style('good', words[outcome])} #${id}${topic}`]
}

export function updated({ updated: result }: { readonly updated: SaveResult | null }): string[] {
  return result === null ? [] : saved(result)
}

type Found = Compact & { readonly content?: string | undefined; readonly parts?: ScoreParts | undefined }

const nothingFound: Record<NonNullable<SearchExplanation['emptyBecause']>, string> = {
  no_observations: 'Nothing found: there are no observations yet.',
  no_match: 'Nothing found: no observation holds any of these words.',
  filtered: 'Nothing found: what matches is of other types.',
  paused: 'Nothing shown: the user has paused recall.',
}

export function results({
  results: found,
  emptyBecause,
}: {
  readonly results: readonly Found[]
  readonly emptyBecause?: SearchExplanation['emptyBecause'] | undefined
}): string[] {
  if (found.length === 0) return [emptyBecause == null ? 'Nothing found.' : nothingFound[emptyBecause]]
  return found.flatMap((result, i) => [...(i === 0 ? [] : ['']), ...compact(result)])
}

function compact({
  id,
  type,
  title,
  topicKey,
  pinned,
  score,
  snippet,
  highlights,
  updatedAt,
  content,
  parts,
}: Found): string[] {
  const marks = [...(topicKey === null ? [] : [plainLine(topicKey)]), ...(pinned ? ['pinned'] : [])]
  const facts = [plainLine(type), ...marks, score.toFixed(2), day(updatedAt)]
  return [
    ...headed(id, title, facts.join(' · ')),
    ...(content === undefined ? text(marked(snippet, highlights)) : plainLines(content).flatMap(text)),
    ...(parts === undefined ? [] : [style('quiet', `${indent}${explained(parts)}`)]),
  ]
}

/** `#1 Title  facts`, in lines that fit; each is coloured by itself, so that none begins in the colour of another. */
export function headed(id: number, title: string, facts: string): string[] {
  const lines = wrap(`#${id} ${plainLine(title)}`, columnsOf())
  const styled = lines.map((line, i) => {
    const start = i === 0 ? `#${id}` : ''
    return style('quiet', start) + style('title', line.slice(start.length))
  })
  const hasRoom = displayWidth(lines.at(-1) ?? '') + 2 + displayWidth(facts) <= columnsOf()
  if (facts === '' || !hasRoom)
    return [
      ...styled,
      ...text(facts)
        .filter((line) => line.trim() !== '')
        .map((line) => style('quiet', line)),
    ]
  return [...styled.slice(0, -1), `${styled.at(-1)}  ${style('quiet', facts)}`]
}

function explained({ relevance, recency, revision }: ScoreParts): string {
  return `relevance ${relevance.toFixed(3)}, recency ${recency.toFixed(3)}, revision ${revision.toFixed(3)}`
}

/** Marks of a match, set before lines are broken. Escaped text never contains these characters. */
function marked(snippet: string, highlights: Compact['highlights']): string {
  let [result, end] = ['', 0]
  for (const [from, to] of highlights) {
    const matched = plainLine(snippet.slice(from, to)).replaceAll(/[^ ]+/g, (word) => style('match', word))
    result += plainLine(snippet.slice(end, from)) + matched
    end = to
  }
  return result + plainLine(snippet.slice(end))
}

export function observation({ observation: shown }: { readonly observation: Observation | null }): string[] {
  if (shown === null) return []
  const { id, type, title, topicKey, revision, createdAt, updatedAt, sessionId, content } = shown
  return [
    ...headed(id, title, ''),
    ...pairs([
      ['type', plainLine(type)],
      ...(topicKey === null ? [] : [['topic', plainLine(topicKey)] as const]),
      ['created', minute(createdAt)],
      ['updated', `${minute(updatedAt)}${revision > 1 ? `, revision ${revision}` : ''}`],
      ...(sessionId === null ? [] : [['session', plainLine(sessionId)] as const]),
      ...besidePairs(shown),
    ]),
    '',
    ...plainLines(content).flatMap((line) => wrap(line, columnsOf())),
  ]
}

export function approved({ approved: result }: { readonly approved: SaveResult | null }): string[] {
  return result === null ? [] : saved(result)
}

export function reverted({ reverted: result }: { readonly reverted: SaveResult | null }): string[] {
  return result === null ? [] : saved(result)
}

const columns = [
  { heading: 'id' },
  { heading: 'type' },
  { heading: 'title', gives: true },
  { heading: 'topic', gives: true },
  { heading: 'updated' },
]

function row({ id, type, title, topicKey, updatedAt }: Observation): string[] {
  return [String(id), plainLine(type), plainLine(title), plainLine(topicKey ?? ''), minute(updatedAt)]
}

export function timeline({ observations }: { readonly observations: readonly Observation[] }): string[] {
  return observations.length === 0 ? ['There is no such observation.'] : table(columns, observations.map(row))
}

export function page({ observations, nextCursor }: ListPage): string[] {
  if (observations.length === 0) return ['There are no observations.']
  const more = nextCursor === null ? [] : ['', style('quiet', `There are more: --cursor ${nextCursor}`)]
  return [...table(columns, observations.map(row)), ...more]
}

export function stats(counts: Stats): string[] {
  const { observations, pending, sessions, bytes, byType, lastActivityAt, embedded } = counts
  return pairs([
    ['observations', grouped(observations)],
    ...Object.entries(byType).map(([type, amount]) => [`  ${plainLine(type)}`, grouped(amount)] as const),
    ...(pending === 0 ? [] : [['proposals', grouped(pending)] as const]),
    ...(embedded === undefined ? [] : [['with a vector', grouped(embedded)] as const]),
    ['sessions', grouped(sessions)],
    ['bytes counted', grouped(bytes)],
    ['last activity', lastActivityAt === null ? 'never' : minute(lastActivityAt)],
  ])
}

export function forgotten({
  mentionedIn = [],
}: {
  readonly forgotten: boolean
  readonly mentionedIn?: readonly SessionMention[] | undefined
}): string[] {
  const mentions = mentionedIn.map(
    ({ sessionId, endedAt, words }) =>
      `${plainLine(sessionId)}  ${day(endedAt)}  ${style('quiet', words.map(plainLine).join(', '))}`,
  )
  return [style('good', 'Forgotten.'), ...section('Sessions that may still tell of it', mentions)]
}

function switchState(isPaused: boolean): string {
  return isPaused ? 'paused' : 'on'
}

export function context({ text: shown, omitted, emptyBecause }: MemoryContext): string[] {
  if (emptyBecause !== undefined) return [nothingFound[emptyBecause]]
  if (shown === '') return [omitted === 0 ? 'There is nothing to tell.' : 'Nothing fits the budget.']
  const more = omitted === 0 ? [] : ['', style('quiet', `${omitted} more had no room.`)]
  return [...shown.split('\n').map(plainLine), ...more]
}

export function settings({ isSavingPaused, isRecallPaused }: MemorySettings): string[] {
  return pairs([
    ['saving', switchState(isSavingPaused)],
    ['recall', switchState(isRecallPaused)],
  ])
}

export function sessionStarted({
  sessionId,
  isNew,
  sessionsContext,
  memories,
  emptyBecause,
}: SessionStart): string[] {
  const before = sessionsContext.flatMap(({ summary, endedAt }) => [
    style('quiet', day(endedAt)),
    ...plainLines(summary).flatMap(text),
  ])
  return [
    `${style('good', isNew ? 'Started' : 'Going on with')} session ${plainLine(sessionId)}`,
    ...section('Sessions before', before),
    ...section('Worth knowing', memories.flatMap(compact)),
    ...(emptyBecause === undefined ? [] : ['', nothingFound[emptyBecause]]),
  ]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', style('title', title), ...lines]
}

export function session(ended: Session): string[] {
  return [`${style('good', 'Ended')} session ${plainLine(ended.id)}`, ...sessionLines(ended)]
}

export function sessionShown({ session: shown }: { readonly session: Session | null }): string[] {
  return shown === null ? [] : [plainLine(shown.id), ...sessionLines(shown)]
}

export function sessionPage({ sessions, nextCursor }: SessionPage): string[] {
  if (sessions.length === 0) return ['There are no sessions.']
  const shown = sessions.flatMap((each, i) => [
    ...(i === 0 ? [] : ['']),
    style('title', plainLine(each.id)),
    ...sessionLines(each),
  ])
  return [
    ...shown,
    ...(nextCursor === null ? [] : ['', style('quiet', `There are more: --cursor ${nextCursor}`)]),
  ]
}

function sessionLines({ startedAt, endedAt, summary }: Session): string[] {
  return [
    style('quiet', `${minute(startedAt)} to ${endedAt === null ? 'now' : minute(endedAt)}`),
    ...(summary === null ? [] : plainLines(summary).flatMap(text)),
  ]
}

export function erased({ observations, sessions, erasedAt }: ErasureReceipt): string[] {
  return [
    style('good', 'Erased:'),
    ...pairs([
      ['observations', grouped(observations)],
      ['sessions', grouped(sessions)],
      ['at', erasedAt],
    ]),
  ]
}

export function imported({ observations, sessions, threadItems, unchanged }: ImportCounts): string[] {
  const items = threadItems === 0 ? '' : ` and ${count(threadItems, 'thread item')}`
  const added = `${count(observations, 'observation')} and ${count(sessions, 'session')}${items}`
  return [`${style('good', 'Imported')} ${added}; ${grouped(unchanged)} were there already.`]
}

/** Indented, in lines that fit. */
export function text(line: string): string[] {
  return wrap(line, Math.min(columnsOf(), widestText) - indent.length).map((part) => `${indent}${part}`)
}

/** UTC, as everywhere. */
export function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')}Z`
}

function day(time: string): string {
  return time.slice(0, 10)
}
