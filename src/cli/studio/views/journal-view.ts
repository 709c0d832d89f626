import type { JournalPage } from '../../../core/model.ts'
import type { Visit } from '../../../page/request/visit.ts'
import { show } from '../../../page/views/layout.ts'
import { markup, nothing, timeMarkup, type Markup } from '../../../page/views/markup.ts'
import { studioTexts } from '../texts/studio-texts.ts'
import { dataGrid } from './table.ts'

/** Path of the journal. */
export const journalPath = '/studio/journal'

/** Shows a page of the journal. */
export function showJournal(visit: Visit, { entries, nextCursor }: JournalPage): Promise<Response> {
  const { language } = visit.preferences
  const { journal: texts } = studioTexts(language)
  const columns = [texts.time, texts.operation, texts.purpose, texts.memories].map((name) => ({ name }))
  const rows = entries.map(({ at, operation, purpose, ids }) => [
    timeMarkup(at, language),
    operation,
    purpose ?? '',
    markup`${ids.map((id) => (id === null ? markup`<em>${texts.forgotten}</em> ` : link(visit, id)))}`,
  ])
  const next =
    nextCursor === null
      ? nothing
      : markup`<p><a href="${visit.href(journalPath, new URLSearchParams({ cursor: nextCursor }))}">${texts.next}</a></p>`
  const body = markup`<p class="hint">${texts.hint}</p>
    ${rows.length === 0 ? markup`<p class="empty">${texts.empty}</p>` : dataGrid(texts.heading, columns, rows)} ${next}`
  return show(visit, { title: texts.heading, section: journalPath, body })
}

function link({ href }: Visit, id: number): Markup {
  return markup`<a href="${href(`/memories/${id}`)}">${id}</a> `
}
