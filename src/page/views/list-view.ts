import type { Observation, Stats } from '../../core/model.ts'
import { placeOf } from '../request/day.ts'
import { addressOf, filterFields, hasFilter, type ListQuery } from '../request/list-query.ts'
import type { Visit } from '../request/visit.ts'
import { badges, typeName } from './badges.ts'
import { selected, show } from './layout.ts'
import { markup, beginningOf, markedText, nothing, numberText, type Markup } from './markup.ts'

/** One row of the list; a result of a search has a passage with its matches. */
export interface Row {
  readonly memory: Observation
  readonly passage: { readonly text: string; readonly matches: readonly (readonly [number, number])[] } | null
}

/** Content of the list. */
export interface ListContent {
  readonly query: ListQuery
  readonly stats: Stats
  readonly rows: readonly Row[]
  readonly nextCursor: string | null
  /** Reason for an empty list; null where there are rows. */
  readonly emptyBecause: 'no_observations' | 'no_match' | 'filtered' | 'paused' | null
}

const previewLength = 280

/** Shows the list of memories or the results of a search. */
export function showList(visit: Visit, content: ListContent): Promise<Response> {
  const { texts, preferences } = visit
  const { stats, rows } = content
  const number = (value: number): string => numberText(value, preferences.language)
  const shown = texts.list.shown(number(rows.length), rows.length)
  const isWhole = content.query.text === '' && !hasFilter(content.query)
  const body = markup`${searchForm(visit, content)}
    <div id="results" data-count="${shown}">
      <p class="hint">${isWhole ? texts.list.count(number(stats.observations), stats.observations) : shown}</p>
      ${rows.length === 0 ? emptyState(visit, content) : listForm(visit, content)} ${pager(visit, content)}
      ${forgetFiltered(visit, content)}
    </div>`
  return show(visit, { title: texts.nav.memories, section: 'list', body })
}

function option(value: string, chosen: string, name: string): Markup {
  return markup`<option value="${value}"${selected(value === chosen)}>${name}</option>`
}

function searchForm(visit: Visit, { query, stats }: ListContent): Markup {
  const { texts, href } = visit
  const types = [
    ...new Set([...Object.keys(stats.byType), ...(query.type === '' ? [] : [query.type])]),
  ].toSorted()
  return markup`<form method="get" action="${href('/')}" role="search">
    <p class="row"><label class="wide">${texts.list.search}
      <input type="search" name="q" value="${query.text}" dir="auto" autocomplete="off" /></label>
      <button class="main" data-plain>${texts.list.find}</button></p>
    ${query.session === '' ? nothing : markup`<p class="row"><input type="hidden" name="session" value="${query.session}" /><span class="badge strong">${texts.list.ofSession}</span></p>`}
    <details${hasFilter(query) || query.order !== 'newest' ? markup` open` : nothing}>
      <summary>${texts.list.filters}</summary>
      <div class="grid">
        <label>${texts.list.type}<select name="type">${option('', query.type, texts.list.any)}${types.map(
          (type) => option(type, query.type, typeName(visit, type)),
        )}</select></label>
        <label>${texts.list.topic}<input name="topic" value="${query.topic}" dir="auto" /></label>
        <label>${texts.list.source}<input name="source" value="${query.source}" dir="auto" /></label>
        <label>${dayLabel(texts.list.from, query)}<input type="date" name="from" value="${query.from}" /></label>
        <label>${dayLabel(texts.list.to, query)}<input type="date" name="to" value="${query.to}" /></label>
        <label>${texts.list.pinned}<select name="pinned">${option('', query.pinned, texts.list.any)}${option(
          'yes',
          query.pinned,
          texts.list.yes,
        )}${option('no', query.pinned, texts.list.no)}</select></label>
        <label>${texts.list.order}<select name="order">${(['newest', 'oldest', 'topic'] as const).map(
          (order) => option(order, query.order, texts.list.orders[order]),
        )}</select></label>
      </div>
      <p><input type="hidden" name="zone" value="${query.zone}" /><a href="${href('/')}">${texts.list.reset}</a></p>
    </details>
  </form>`
}

/** Names a day and the zone in which it is counted. The script fills in the reader's own. */
function dayLabel(text: string, { zone }: ListQuery): Markup {
  return markup`<span>${text} (<span data-zone>${placeOf(zone)}</span>)</span>`
}

function listForm(visit: Visit, { query, rows }: ListContent): Markup {
  const { texts, href } = visit
  const groups = query.order === 'topic' ? groupsOf(rows) : [{ name: '', rows }]
  return markup`<form method="get" action="${href('/forget')}" data-select>
    <p class="row selection" data-script>
      <label><input type="checkbox" data-all />${texts.list.selectAll}</label>
      <output data-text="${texts.list.selected}"></output>
      <button>${texts.memory.forget}</button>
    </p>
    ${groups.map(
      (group) =>
        markup`${query.order === 'topic' ? markup`<h2 dir="auto">${group.name === '' ? texts.list.noTopic : group.name}</h2>` : nothing}
          <ul class="cards">
            ${group.rows.map((row) => rowMarkup(visit, row, query.order === 'topic'))}
          </ul>`,
    )}
    <p class="row" data-plain><button>${texts.list.forgetSelected}</button></p>
  </form>`
}

function rowMarkup(visit: Visit, { memory, passage }: Row, isGrouped: boolean): Markup {
  const { texts, href } = visit
  const title = memory.title === '' ? texts.untitled : memory.title
  const link = markup`<a href="${href(`/memories/${memory.id}`)}">${title}</a>`
  return markup`<li class="card" data-id="${memory.id}">
    <div class="row start">
      <input type="checkbox" name="id" value="${memory.id}" aria-label="${texts.list.select(title)}" />
      ${isGrouped ? markup`<h3 dir="auto">${link}</h3>` : markup`<h2 class="small" dir="auto">${link}</h2>`}
    </div>
    <p class="text" dir="auto">${passage === null ? beginningOf(memory.content, previewLength) : markedText(passage.text, passage.matches)}</p>
    ${badges(visit, memory)}
  </li>`
}

function groupsOf(rows: readonly Row[]): { name: string; rows: Row[] }[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const name = row.memory.topicKey?.split('/')[0] ?? ''
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [row])
    else group.push(row)
  }
  return [...groups]
    .map(([name, members]) => ({ name, rows: members }))
    .toSorted((one, other) => (one.name === '' ? 1 : other.name === '' ? -1 : one.name < other.name ? -1 : 1))
}

function emptyState({ texts, href }: Visit, { query, stats, emptyBecause }: ListContent): Markup {
  if (emptyBecause === 'paused')
    return markup`<p class="empty">
      ${texts.list.emptyPaused} <a href="${href('/control')}">${texts.nav.control}</a>
    </p>`
  if (query.text === '' && !hasFilter(query) && stats.observations === 0)
    return markup`<p class="empty">${texts.list.emptyAll}</p>`
  return markup`<p class="empty">
    ${emptyBecause === 'filtered' || query.text === '' ? texts.list.emptyFiltered : texts.list.emptyMatch}
    <a href="${href('/')}">${texts.list.reset}</a>
  </p>`
}

function pager({ texts, href }: Visit, { query, nextCursor }: ListContent): Markup {
  if (query.cursor === '' && nextCursor === null) return nothing
  return markup`<nav class="row" aria-label="${texts.list.pages}">
    ${query.cursor === '' ? nothing : markup`<a href="${href('/', addressOf(query, null))}">${texts.list.first}</a>`}
    ${nextCursor === null ? nothing : markup`<a href="${href('/', addressOf(query, nextCursor))}" rel="next">${texts.list.next}</a>`}
  </nav>`
}

/** A search gives its best results only, so forgetting "all of them" is offered for filters alone. */
function forgetFiltered({ texts, href }: Visit, { query, rows }: ListContent): Markup {
  if (!hasFilter(query) || query.text !== '' || rows.length === 0) return nothing
  return markup`<form method="get" action="${href('/forget')}">
    <input type="hidden" name="filter" value="1" />
    ${filterFields(query).map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}" />`)}
    <p class="row"><button>${texts.list.forgetFiltered}</button></p>
  </form>`
}
