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
  const body = markup`<div id="memory">
    <section class="card" aria-label="${titleOf(visit, memory)}">
      <p class="text whole" dir="auto">${memory.content === '' ? markup`<em>${texts.memory.noText}</em>` : memory.content}</p>
      ${privateNote(visit, memory)} ${badges(visit, memory)}
      ${memory.keywords.length === 0 ? nothing : markup`<p class="hint" dir="auto">${texts.memory.keywords} ${memory.keywords.join(', ')}</p>`}
      ${memory.data === null ? nothing : dataTable(memory.data, texts.memory.data, texts.memory.moreData)}
    </section>
    <div class="row">
      <a class="button" href="${href(`${path}/edit`)}" data-edit>${texts.memory.edit}</a>
      ${memory.status === 'pending' ? markup`<a class="button" href="${href('/review')}">${texts.nav.review}</a>` : nothing}
      ${memory.status === 'pending' ? nothing : markup`<a class="button" href="${href(`${path}/history`)}">${texts.memory.history}</a>${pinForm(visit, memory, path)}`}
      <a class="button danger" href="${href(`${path}/forget`)}" data-forget>${texts.memory.forget}</a>
    </div>
    <p class="row hint">
      <span>${texts.memory.created} ${timeMarkup(memory.createdAt, preferences.language)}</span>
      ${session === null ? nothing : sessionLink(visit, session)}
    </p>
    ${memory.status === 'pending' ? nothing : markup`<p class="hint">${texts.memory.pinHint}</p>`}
  </div>`
  return show(visit, { title: titleOf(visit, memory), body })
}

function sessionLink({ texts, href, preferences }: Visit, session: Session): Markup {
  const address = href('/', new URLSearchParams({ session: session.id }))
  return markup`<span
    >${texts.memory.session}
    <a href="${address}">${timeMarkup(session.startedAt, preferences.language)}</a></span
  >`
}

function pinForm(visit: Visit, memory: Observation, path: string): Markup {
  const { texts, href } = visit
  return markup`<form method="post" action="${href(`${path}/pin`)}">
    ${tokenField(visit)}<input type="hidden" name="pinned" value="${memory.pinned ? 'no' : 'yes'}" />
    <button>${memory.pinned ? texts.memory.unpin : texts.memory.pin}</button>
  </form>`
}

/** Title of a memory, or a stand-in for a title that is empty. */
export function titleOf({ texts }: Visit, memory: { readonly title: string }): string {
  return memory.title === '' ? texts.untitled : memory.title
}
