import type { ListQuery } from '../../../page/request/list-query.ts'
import type { Visit } from '../../../page/request/visit.ts'
import { typeName } from '../../../page/views/badges.ts'
import { selected, show } from '../../../page/views/layout.ts'
import { markup, nothing, type Markup } from '../../../page/views/markup.ts'
import type { Recall, RecallRow } from '../reads/recall.ts'
import type { StudioTexts } from '../texts/en.ts'
import { studioTexts } from '../texts/studio-texts.ts'
import { dataGrid } from './table.ts'

/** Request of the playground as its form shows it. */
export interface Playground {
  readonly query: ListQuery
  readonly minShare: number
  readonly types: readonly string[]
}

/** Path of the playground. */
export const recallPath = '/studio/recall'

/** Shows the playground; null: nothing was asked yet. */
export function showRecall(visit: Visit, asked: Playground, found: Recall | null): Promise<Response> {
  const { recall: texts } = studioTexts(visit.preferences.language)
  const body = markup`<p class="hint">${texts.hint}</p>
    ${form(visit, texts, asked)} ${found === null ? nothing : results(visit, texts, found)}`
  return show(visit, { title: texts.heading, section: recallPath, body })
}

function form(visit: Visit, texts: StudioTexts['recall'], { query, minShare, types }: Playground): Markup {
  const option = (value: string, name: string): Markup =>
    markup`<option value="${value}" ${selected(value === query.type)}>${name}</option>`
  return markup`<form method="get" action="${visit.href(recallPath)}">
    <p class="row end">
      <label class="wide"
        >${texts.query}<input name="q" value="${query.text}" dir="auto" autocomplete="off" required
      /></label>
      <button class="main">${texts.ask}</button>
    </p>
    <div class="grid">
      <label
        >${texts.type}<select name="type">
          ${option('', visit.texts.list.any)} ${types.map((type) => option(type, typeName(visit, type)))}
        </select></label
      >
      <label>${texts.topic}<input name="topic" value="${query.topic}" dir="auto" /></label>
      <label>${texts.source}<input name="source" value="${query.source}" dir="auto" /></label>
      <label
        >${texts.minShare}<input type="number" name="minShare" min="0" max="1" step="0.05" value="${minShare}"
      /></label>
    </div>
  </form>`
}

function results(
  visit: Visit,
  texts: StudioTexts['recall'],
  { rows, emptyBecause, meaning }: Recall,
): Markup {
  const use = meaning === undefined ? texts.noModel : texts.use[meaning]
  const cause = emptyBecause === null ? nothing : markup`<p class="empty">${texts.empty[emptyBecause]}</p>`
  const columns = [
    { name: texts.result },
    { name: texts.outcome },
    ...[
      texts.score,
      texts.share,
      texts.relevance,
      texts.words,
      texts.meaning,
      texts.similarity,
      texts.recency,
      texts.revision,
    ].map((name) => ({ name, isNumber: true })),
  ]
  return markup`<p role="status">${use}</p>
    ${cause} ${
      rows.length === 0
        ? nothing
        : dataGrid(
            texts.caption,
            columns,
            rows.map((row) => cells(visit, texts, row)),
          )
    }`
}

function cells(
  visit: Visit,
  texts: StudioTexts['recall'],
  { result, share, outcome }: RecallRow,
): (Markup | string)[] {
  const { parts } = result
  const number = (value: number | null | undefined): string =>
    value == null ? texts.none : value.toLocaleString(visit.preferences.language, digits)
  return [
    markup`<a href="${visit.href(`/memories/${result.id}`)}">${result.title === '' ? visit.texts.untitled : result.title}</a>`,
    markup`<span class="badge${outcome === 'stays' ? ' strong' : ''}">${texts.outcomes[outcome]}</span>`,
    number(result.score),
    number(share),
    number(parts.relevance),
    number(parts.words),
    number(parts.meaning),
    number(parts.similarity),
    number(parts.recency),
    number(parts.revision),
  ]
}

const digits: Intl.NumberFormatOptions = { minimumFractionDigits: 3, maximumFractionDigits: 3 }
