import type { Observation } from '../../core/model.ts'
import type { Visit } from '../request/visit.ts'
import { badges } from './badges.ts'
import { show, tokenField } from './layout.ts'
import { markup, beginningOf, nothing, numberText } from './markup.ts'
import { titleOf } from './memory-view.ts'

/** Memories about to be forgotten. */
interface ToForget {
  /** Memories to show, the first ones of many. */
  readonly memories: readonly Observation[]
  /** Memories in all. */
  readonly count: number
  /** Ids of the memories that a list hides at once; empty for those of a filter. */
  readonly ids: readonly number[]
  /** Fields that the form sends back. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  /** True where the count has changed since the person last saw it. */
  readonly hasChanged: boolean
  /** Path that the form is sent to. */
  readonly action: string
  /** Path to go back to. */
  readonly back: string
}

/** Asks before memories are forgotten, and says how many. */
export function showForget(visit: Visit, asked: ToForget): Promise<Response> {
  const { texts, href, preferences } = visit
  const { memories, count } = asked
  const number = numberText(count, preferences.language)
  const body = markup`${asked.hasChanged ? markup`<p class="notice bad" role="alert">${texts.forget.changed}</p>` : nothing}
    <p><strong>${texts.forget.count(number, count)}</strong> ${texts.forget.noUndo}</p>
    <ul class="cards">
      ${memories.map(
        (memory) =>
          markup`<li class="card">
            <h2 dir="auto">${titleOf(visit, memory)}</h2>
            <p class="text" dir="auto">${beginningOf(memory.content, 200)}</p>
            ${badges(visit, memory)}
          </li>`,
      )}
    </ul>
    ${count > memories.length ? markup`<p class="hint">${texts.forget.more(numberText(count - memories.length, preferences.language))}</p>` : nothing}
    <form
      method="post"
      action="${href(asked.action)}"
      data-forget-now
      data-ids="${asked.ids.join(' ')}"
      data-undo="${texts.forget.waits(number, count)}"
    >
      ${tokenField(visit)}
      ${asked.fields.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}" />`)}
      <p class="row">
        <button class="danger">${texts.forget.confirm(number, count)}</button>
        <a href="${href(asked.back)}">${texts.cancel}</a>
      </p>
    </form>`
  return show(visit, { title: texts.forget.heading, body })
}

/** Says that there is nothing to forget. */
export function showNothingToForget(visit: Visit): Promise<Response> {
  const { texts, href } = visit
  const body = markup`<p class="empty">
    ${texts.forget.none} <a href="${href('/')}">${texts.nav.memories}</a>
  </p>`
  return show(visit, { title: texts.forget.heading, body })
}
