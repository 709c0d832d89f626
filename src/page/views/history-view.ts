import type { Observation, ObservationVersion } from '../../core/model.ts'
import type { Visit } from '../request/visit.ts'
import { diffOf } from './diff.ts'
import { show, tokenField } from './layout.ts'
import { markup, nothing, timeMarkup, type Markup } from './markup.ts'
import { titleOf } from './memory-view.ts'

/** A version with the one before it; null where none is kept. */
export interface VersionPair {
  readonly version: ObservationVersion
  readonly earlier: ObservationVersion | null
}

/** Shows the versions of a memory, each with its difference from the one before. */
export function showHistory(
  visit: Visit,
  memory: Observation,
  pairs: readonly VersionPair[],
  nextBefore: number | null,
): Promise<Response> {
  const { texts, href } = visit
  const path = `/memories/${memory.id}`
  const older = new URLSearchParams({ before: String(nextBefore) })
  const body = markup`<p><a href="${href(path)}">${titleOf(visit, memory)}</a></p>
    ${pairs.length === 0 ? markup`<p class="empty">${texts.history.empty}</p>` : markup`<p class="hint">${texts.history.hint}</p>`}
    <ol class="cards" reversed>
      ${pairs.map((pair) => versionMarkup(visit, memory, pair))}
    </ol>
    ${nextBefore === null ? nothing : markup`<p><a href="${href(`${path}/history`, older)}">${texts.history.older}</a></p>`}`
  return show(visit, { title: texts.history.heading, body })
}

function versionMarkup(visit: Visit, memory: Observation, { version, earlier }: VersionPair): Markup {
  const { texts, preferences, href } = visit
  const revert = markup`<form method="post" action="${href(`/memories/${memory.id}/revert`)}">
    ${tokenField(visit)}
    <input type="hidden" name="to" value="${version.revision}" />
    <input type="hidden" name="revision" value="${memory.revision}" />
    <button>${texts.history.revert(version.revision)}</button>
  </form>`
  return markup`<li class="card">
    <h2>
      ${texts.badge.revision(version.revision)}${version.isCurrent ? ` · ${texts.history.current}` : ''}
    </h2>
    <p class="facts"><span class="fact">${timeMarkup(version.createdAt, preferences.language)}</span></p>
    <h3 dir="auto">${diffMarkup(visit, earlier?.title ?? version.title, version.title)}</h3>
    <p class="text" dir="auto">${diffMarkup(visit, earlier?.content ?? version.content, version.content)}</p>
    ${version.isCurrent ? nothing : revert}
  </li>`
}

/** The words before and behind a change are for readers who do not see its colours. */
function diffMarkup({ texts }: Visit, before: string, after: string): Markup {
  return markup`${diffOf(before, after).map(({ kind, text }) => {
    if (kind === 'same') return text
    const opening = kind === 'removed' ? texts.history.removed : texts.history.added
    const inner = markup`${unseen(opening)}${text}${unseen(texts.history.end)}`
    return kind === 'removed' ? markup`<del>${inner}</del>` : markup`<ins>${inner}</ins>`
  })}`
}

function unseen(text: string): Markup {
  return markup`<span class="unseen"> ${text} </span>`
}
