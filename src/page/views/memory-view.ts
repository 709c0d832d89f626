import type { Observation } from '../../core/model.ts'
import type { Visit } from '../request/visit.ts'
import { badges, privateNote } from './badges.ts'
import { dataTable } from './data-table.ts'
import { show, tokenField } from './layout.ts'
import { markup, nothing, timeMarkup, type Markup } from './markup.ts'

/** Text of an edit that has not been kept. */
export interface Edit {
  readonly title: string
  readonly content: string
  readonly topicKey: string
  readonly expires: string
}

/** Problem of an edit: another change came before it, or the memory refused it. */
export type EditProblem = { readonly kind: 'conflict' } | { readonly kind: 'refused'; readonly text: string }

/** Shows one memory with everything that can be done with it. */
export function showMemory(visit: Visit, memory: Observation): Promise<Response> {
  const { texts, href, preferences } = visit
  const path = `/memories/${memory.id}`
  const body = markup`${badges(visit, memory)}
    <p class="text whole" dir="auto">${memory.content === '' ? markup`<em>${texts.memory.noText}</em>` : memory.content}</p>
    ${privateNote(visit, memory)}
    ${memory.keywords.length === 0 ? nothing : markup`<p class="hint" dir="auto">${texts.memory.keywords} ${memory.keywords.join(', ')}</p>`}
    ${memory.data === null ? nothing : dataTable(memory.data, texts.memory.data, texts.memory.moreData)}
    <p class="hint">${texts.memory.created} ${timeMarkup(memory.createdAt, preferences.language)}</p>
    ${memory.status === 'pending' ? markup`<p><a href="${href('/review')}">${texts.nav.review}</a></p>` : actions(visit, memory, path)}
    <p class="row">
      <a href="${href(`${path}/edit`)}">${texts.memory.edit}</a>
      ${memory.status === 'pending' ? nothing : markup`<a href="${href(`${path}/history`)}">${texts.memory.history}</a>`}
      <a class="danger" href="${href(`${path}/forget`)}">${texts.memory.forget}</a>
    </p>`
  return show(visit, { title: titleOf(visit, memory), body })
}

function actions(visit: Visit, memory: Observation, path: string): Markup {
  const { texts, href } = visit
  return markup`<form method="post" action="${href(`${path}/pin`)}" class="row">
    ${tokenField(visit)}<input type="hidden" name="pinned" value="${memory.pinned ? 'no' : 'yes'}" />
    <button>${memory.pinned ? texts.memory.unpin : texts.memory.pin}</button>
    <span class="hint">${texts.memory.pinHint}</span>
  </form>`
}

/** Shows the form that changes a memory. With a conflict, the text that is kept now stands beside the person's own. */
export function showEdit(
  visit: Visit,
  memory: Observation,
  edit: Edit,
  problem: EditProblem | null,
): Promise<Response> {
  const { texts, href } = visit
  const path = `/memories/${memory.id}`
  const body = markup`${problem === null ? nothing : problemMarkup(visit, memory, problem)}
    <form method="post" action="${href(`${path}/edit`)}" class="stack">
      ${tokenField(visit)}<input type="hidden" name="revision" value="${memory.revision}" />
      <label>${texts.edit.title}<input name="title" value="${edit.title}" dir="auto" required /></label>
      <label
        >${texts.edit.text}<textarea name="content" rows="10" dir="auto">${`\n${edit.content}`}</textarea>
      </label>
      <label>${texts.edit.topic}<input name="topicKey" value="${edit.topicKey}" dir="auto" /></label>
      <label>${texts.edit.expires}<input type="date" name="expires" value="${edit.expires}" /></label>
      <p class="hint">${texts.edit.expiresHint}</p>
      <p class="row">
        <button class="main">${problem?.kind === 'conflict' ? texts.edit.keepMine : texts.edit.save}</button>
        ${memory.status === 'pending' ? markup`<button name="approve" value="yes">${texts.edit.saveAndApprove}</button>` : nothing}
        <a href="${href(path)}">${problem?.kind === 'conflict' ? texts.edit.keepTheirs : texts.cancel}</a>
      </p>
    </form>`
  const status = problem === null ? 200 : problem.kind === 'conflict' ? 409 : 400
  return show(visit, { title: texts.edit.heading, body, status })
}

function problemMarkup({ texts }: Visit, memory: Observation, problem: EditProblem): Markup {
  if (problem.kind === 'refused') return markup`<p class="notice bad" role="alert">${problem.text}</p>`
  return markup`<p class="notice bad" role="alert">${texts.edit.conflict}</p>
    <section class="card" aria-label="${texts.edit.current}">
      <h2>${texts.edit.current}</h2>
      <h3 dir="auto">${memory.title}</h3>
      <p class="text" dir="auto">${memory.content}</p>
    </section>
    <h2>${texts.edit.yours}</h2>`
}

/** The fields of an edit as a memory has them. */
export function editOf(memory: Observation): Edit {
  return {
    title: memory.title,
    content: memory.content,
    topicKey: memory.topicKey ?? '',
    expires: memory.expiresAt?.slice(0, 10) ?? '',
  }
}

/** Title of a memory, or a stand-in for a title that is empty. */
export function titleOf({ texts }: Visit, memory: { readonly title: string }): string {
  return memory.title === '' ? texts.untitled : memory.title
}
