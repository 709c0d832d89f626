import type { Observation } from '../../core/model.ts'
import type { Visit } from '../request/visit.ts'
import { badges, privateNote } from './badges.ts'
import { show, tokenField } from './layout.ts'
import { markup, nothing, type Markup } from './markup.ts'
import { titleOf } from './memory-view.ts'

/** A proposal with the memory that it would replace; null: it would be a new one. */
export interface Proposal {
  readonly memory: Observation
  readonly replaces: Observation | null
}

/** Shows the proposals that wait for a person. */
export function showReview(
  visit: Visit,
  proposals: readonly Proposal[],
  nextCursor: string | null,
): Promise<Response> {
  const { texts, href } = visit
  const body = markup`<p class="hint">${texts.review.hint}</p>
    ${proposals.length === 0 ? markup`<p class="empty">${texts.review.empty}</p>` : nothing}
    <ul class="cards">
      ${proposals.map((proposal) => proposalMarkup(visit, proposal))}
    </ul>
    ${nextCursor === null ? nothing : markup`<p><a href="${href('/review', new URLSearchParams({ cursor: nextCursor }))}" rel="next">${texts.list.next}</a></p>`}`
  return show(visit, { title: texts.nav.review, section: 'review', body })
}

function proposalMarkup(visit: Visit, { memory, replaces }: Proposal): Markup {
  const { texts, href } = visit
  const title = titleOf(visit, memory)
  return markup`<li class="card" data-id="${memory.id}">
    <div class="sides">
      ${replaces === null ? nothing : side(visit, texts.review.now, replaces)}
      ${side(visit, replaces === null ? texts.review.proposed : texts.review.instead, memory)}
    </div>
    <div class="row">
      <form method="post" action="${href(`/review/${memory.id}/approve`)}">
        ${tokenField(visit)}<input type="hidden" name="revision" value="${memory.revision}" />
        <button class="main" aria-label="${texts.review.approve}: ${title}">${texts.review.approve}</button>
      </form>
      <a class="button" href="${href(`/memories/${memory.id}/edit`)}" aria-label="${texts.review.edit}: ${title}"
        >${texts.review.edit}</a
      >
      <a
        class="button danger"
        href="${href(`/memories/${memory.id}/forget`)}"
        data-forget
        aria-label="${texts.review.reject}: ${title}"
        >${texts.review.reject}</a
      >
    </div>
  </li>`
}

function side(visit: Visit, name: string, memory: Observation): Markup {
  return markup`<div>
    <p class="hint">${name}</p>
    <h2 dir="auto"><a href="${visit.href(`/memories/${memory.id}`)}">${titleOf(visit, memory)}</a></h2>
    <p class="text" dir="auto">${memory.content}</p>
    ${privateNote(visit, memory)} ${badges(visit, memory)}
  </div>`
}
