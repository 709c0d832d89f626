import type { Observation, Session } from '../../core/model.ts'
import type { Visit } from '../request/visit.ts'
import { badges, privateNote } from './badges.ts'
import { dataTable } from './data-table.ts'
import { show, tokenField } from './layout.ts'
import { markup, nothing, timeMarkup, type Markup } from './markup.ts'

/** Shows one memory with everything that can be done with it. */
export function showMemory(visit: Visit, memory: Observation, session: Session | null): Promise<Response> {
  const { texts, href, preferences } = visit
  const path = `/memories/${memory.id}`
  const body = markup`<div id="memory">${badges(visit, memory)}
    <p class="text whole" dir="auto">${memory.content === '' ? markup`<em>${texts.memory.noText}</em>` : memory.content}</p>
    ${privateNote(visit, memory)}
    ${memory.keywords.length === 0 ? nothing : markup`<p class="hint" dir="auto">${texts.memory.keywords} ${memory.keywords.join(', ')}</p>`}
    ${memory.data === null ? nothing : dataTable(memory.data, texts.memory.data, texts.memory.moreData)}
    <p class="hint">${texts.memory.created} ${timeMarkup(memory.createdAt, preferences.language)}</p>
    ${session === null ? nothing : sessionLink(visit, session)}
    ${memory.status === 'pending' ? markup`<p><a href="${href('/review')}">${texts.nav.review}</a></p>` : actions(visit, memory, path)}
    <p class="row">
      <a href="${href(`${path}/edit`)}" data-edit>${texts.memory.edit}</a>
      ${memory.status === 'pending' ? nothing : markup`<a href="${href(`${path}/history`)}">${texts.memory.history}</a>`}
      <a class="danger" href="${href(`${path}/forget`)}" data-forget>${texts.memory.forget}</a>
    </p></div>`
  return show(visit, { title: titleOf(visit, memory), body })
}

function sessionLink({ texts, href, preferences }: Visit, session: Session): Markup {
  const address = href('/', new URLSearchParams({ session: session.id }))
  return markup`<p class="hint">
    ${texts.memory.session}
    <a href="${address}">${timeMarkup(session.startedAt, preferences.language)}</a>
  </p>`
}

function actions(visit: Visit, memory: Observation, path: string): Markup {
  const { texts, href } = visit
  return markup`<form method="post" action="${href(`${path}/pin`)}" class="row">
    ${tokenField(visit)}<input type="hidden" name="pinned" value="${memory.pinned ? 'no' : 'yes'}" />
    <button>${memory.pinned ? texts.memory.unpin : texts.memory.pin}</button>
    <span class="hint">${texts.memory.pinHint}</span>
  </form>`
}

/** Title of a memory, or a stand-in for a title that is empty. */
export function titleOf({ texts }: Visit, memory: { readonly title: string }): string {
  return memory.title === '' ? texts.untitled : memory.title
}
