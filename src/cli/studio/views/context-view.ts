import type { ContextItem } from '../../../core/model.ts'
import type { Visit } from '../../../page/request/visit.ts'
import { typeName } from '../../../page/views/badges.ts'
import type { PageLanguage } from '../../../page/texts/languages.ts'
import { show } from '../../../page/views/layout.ts'
import { markup, nothing, numberText, timeMarkup, type Markup } from '../../../page/views/markup.ts'
import type { ContextQuery, StudiedContext } from '../reads/context.ts'
import type { StudioTexts } from '../texts/en.ts'
import { studioTexts } from '../texts/studio-texts.ts'
import { dataGrid } from './table.ts'

/** Path of the context. */
export const contextPath = '/studio/context'

/** Shows the text of a context with its size, what is in it and what is left out. */
export function showContext(
  visit: Visit,
  asked: ContextQuery,
  { context, leftOut }: StudiedContext,
  tokens: number,
): Promise<Response> {
  const { language } = visit.preferences
  const { context: texts } = studioTexts(language)
  const { text, items, emptyBecause } = context
  const row = (item: ContextItem, cause: string | null): (Markup | string)[] => [
    titleOf(visit, item),
    texts.reasons[item.reason],
    ...(cause === null ? [] : [cause]),
    typeName(visit, item.type),
  ]
  const columns = [{ name: texts.item }, { name: texts.reason }]
  const outside = leftOut.map(({ item, cause }) => row(item, texts.causes[cause]))
  const body = markup`<p class="hint">${texts.hint}</p>
    ${form(visit, texts, asked)}
    <section class="card">
      <h2>${texts.text}</h2>
      ${text === '' ? markup`<p class="empty">${emptyBecause === 'paused' ? texts.paused : texts.empty}</p>` : textMarkup(texts, text, tokens, language)}
    </section>
    ${
      items.length === 0
        ? nothing
        : dataGrid(
            texts.inside,
            [...columns, { name: texts.type }],
            items.map((item) => row(item, null)),
          )
    }
    ${
      outside.length === 0
        ? markup`<p>${texts.noneOut}</p>`
        : dataGrid(texts.outside, [...columns, { name: texts.outside }, { name: texts.type }], outside)
    }
    <p class="hint">${texts.outsideHint}</p>`
  return show(visit, { title: texts.heading, section: contextPath, body })
}

function form(visit: Visit, texts: StudioTexts['context'], asked: ContextQuery): Markup {
  return markup`<form method="get" action="${visit.href(contextPath)}">
    <p class="row end">
      <label class="wide"
        >${texts.query}<input name="q" value="${asked.text}" dir="auto" autocomplete="off"
      /></label>
      <button class="main">${texts.make}</button>
    </p>
    <div class="grid">
      <label
        >${texts.maxTokens}<input type="number" name="maxTokens" min="1" max="100000" value="${asked.maxTokens}"
      /></label>
      <label
        >${texts.minShare}<input type="number" name="minShare" min="0" max="1" step="0.05" value="${asked.minShare}"
      /></label>
    </div>
  </form>`
}

function textMarkup(
  texts: StudioTexts['context'],
  text: string,
  tokens: number,
  language: PageLanguage,
): Markup {
  return markup`<p role="status">
      ${texts.size(numberText(tokens, language), numberText(text.length, language))}
    </p>
    <pre class="text" dir="auto">${`\n${text}`}</pre>`
}

function titleOf(visit: Visit, { id, title, updatedAt }: ContextItem): Markup {
  if (id === null) return markup`${timeMarkup(updatedAt, visit.preferences.language)}`
  return markup`<a href="${visit.href(`/memories/${id}`)}">${title === '' ? visit.texts.untitled : title}</a>`
}
