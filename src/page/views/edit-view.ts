import type { Observation } from '../../core/model.ts'
import type { Edit } from '../request/edit.ts'
import type { Visit } from '../request/visit.ts'
import { badges, typeName } from './badges.ts'
import { dataTable } from './data-table.ts'
import { selected, show, tokenField } from './layout.ts'
import { markup, nothing, type Markup } from './markup.ts'

/** Problem of an edit: another change came before it, or something in it is wrong. */
export type EditProblem =
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly text: string; readonly field: keyof Edit | null }

const knownTypes = ['profile', 'preference', 'decision', 'discovery', 'pattern']
/** Types that are no kind of fact, so a person does not change them. */
const fixedTypes = ['summary', 'item']
/** Fields that stand behind the others, closed until they are asked for. */
const moreFields: readonly (keyof Edit)[] = ['topicKey', 'source', 'keywords', 'data', 'expires']

/** Shows the form that changes a memory. With a conflict, the text that is kept now stands beside the person's own. */
export function showEdit(
  visit: Visit,
  memory: Observation,
  edit: Edit,
  problem: EditProblem | null,
): Promise<Response> {
  const { texts, href } = visit
  const path = `/memories/${memory.id}`
  const isConflict = problem?.kind === 'conflict'
  const body = markup`<div id="memory">
    ${problem === null ? nothing : problemMarkup(visit, memory, problem)}
    <form method="post" action="${href(`${path}/edit`)}" class="stack" data-edit-form>
      ${tokenField(visit)}<input type="hidden" name="revision" value="${memory.revision}" />
      ${fields(visit, memory, edit, problem)}
      <p class="row">
        <button class="main">${isConflict ? texts.edit.keepMine : texts.edit.save}</button>
        ${memory.status === 'pending' ? markup`<button name="approve" value="yes">${texts.edit.saveAndApprove}</button>` : nothing}
        <a href="${href(path)}" data-cancel>${isConflict ? texts.edit.keepTheirs : texts.cancel}</a>
      </p>
    </form>
  </div>`
  const status = problem === null ? 200 : isConflict ? 409 : 400
  return show(visit, { title: texts.edit.heading, body, status })
}

function fields(visit: Visit, memory: Observation, edit: Edit, problem: EditProblem | null): Markup {
  const { texts } = visit
  const wrong = problem?.kind === 'refused' ? problem.field : null
  const state = (name: keyof Edit): Markup =>
    name === wrong ? markup` aria-invalid="true" aria-describedby="problem"` : nothing
  const isOpen = wrong !== null && moreFields.includes(wrong)
  const { type, topicKey, expires, source } = edit
  return markup`<label>${texts.edit.title}<input name="title" value="${edit.title}" dir="auto" required${state('title')} /></label>
      <label>${texts.edit.text}<textarea name="content" rows="8" dir="auto"${state('content')}>${`\n${edit.content}`}</textarea></label>
      ${fixedTypes.includes(memory.type) ? nothing : typeField(visit, type)}
      <details${isOpen ? markup` open` : nothing}><summary>${texts.edit.more}</summary><div class="stack">
      <label>${texts.edit.topic}<input name="topicKey" value="${topicKey}" dir="auto"${state('topicKey')} /></label>
      <label>${texts.edit.source}<input name="source" value="${source}" dir="auto"${state('source')} /></label>
      <label>${texts.edit.keywords}<textarea name="keywords" rows="3" dir="auto"${state('keywords')}>${`\n${edit.keywords}`}</textarea></label>
      <label>${texts.edit.data}<textarea name="data" rows="6" class="code" dir="ltr" spellcheck="false"${state('data')}>${`\n${edit.data}`}</textarea></label>
      <label>${texts.edit.expires}<input type="date" name="expires" value="${expires}"${state('expires')} /></label>
      <p class="hint">${texts.edit.expiresHint}</p></div></details>`
}

function typeField(visit: Visit, chosen: string): Markup {
  const types = [...new Set([...(visit.closedTypes ?? knownTypes), chosen])].filter(
    (type) => type === chosen || !fixedTypes.includes(type),
  )
  return markup`<label>${visit.texts.edit.type}<select name="type">${types.map(
    (type) => markup`<option value="${type}"${selected(type === chosen)}>${typeName(visit, type)}</option>`,
  )}</select></label>`
}

function problemMarkup(visit: Visit, memory: Observation, problem: EditProblem): Markup {
  const { texts } = visit
  if (problem.kind === 'refused')
    return markup`<p class="notice bad" role="alert" id="problem">${problem.text}</p>`
  return markup`<p class="notice bad" role="alert">${texts.edit.conflict}</p>
    <section class="card" aria-label="${texts.edit.current}">
      <h2>${texts.edit.current}</h2>
      <h3 dir="auto">${memory.title}</h3>
      <p class="text" dir="auto">${memory.content}</p>
      ${memory.data === null ? nothing : dataTable(memory.data, texts.memory.data, texts.memory.moreData)}
      ${badges(visit, memory)}
    </section>
    <h2>${texts.edit.yours}</h2>`
}
