import type { Stats } from '../../../core/model.ts'
import type { DoctorReport } from '../../../maintenance/doctor.ts'
import type { Visit } from '../../../page/request/visit.ts'
import { typeName } from '../../../page/views/badges.ts'
import { show, tokenField } from '../../../page/views/layout.ts'
import { markup, nothing, numberText, timeMarkup, type Markup } from '../../../page/views/markup.ts'
import type { Day } from '../reads/days.ts'
import type { StudioTexts } from '../texts/en.ts'
import { studioTexts } from '../texts/studio-texts.ts'
import { dataGrid } from './table.ts'

/** Path of the numbers and the check. */
export const healthPath = '/studio/health'

/** Content of the page of a memory's health. */
export interface Health {
  readonly stats: Stats
  readonly days: readonly Day[]
  /** True for a store in files, which can be checked from here. */
  readonly hasCheck: boolean
  /** Report of a check; null: none was asked for. */
  readonly report: DoctorReport | null
}

/** Shows counts, coverage of vectors, the last days, and the check of the store. */
export function showHealth(visit: Visit, health: Health): Promise<Response> {
  const { health: texts } = studioTexts(visit.preferences.language)
  const body = markup`${numbers(visit, texts, health.stats)} ${vectors(visit, texts, health.stats)}
    ${lastDays(visit, texts, health.days)} ${check(visit, texts, health)}`
  return show(visit, { title: texts.heading, section: healthPath, body })
}

function numbers(visit: Visit, texts: StudioTexts['health'], stats: Stats): Markup {
  const { language } = visit.preferences
  const number = (value: number): string => numberText(value, language)
  const last = stats.lastActivityAt
  const rows: [string, Markup | string][] = [
    [texts.memories, number(stats.observations)],
    ...Object.entries(stats.byType).map(([type, count]): [string, string] => [
      typeName(visit, type),
      number(count),
    ]),
    [texts.pending, number(stats.pending)],
    [texts.sessions, number(stats.sessions)],
    [texts.bytes, number(stats.bytes)],
    [texts.last, last === null ? texts.never : timeMarkup(last, language)],
  ]
  return markup`<table>
    <caption>
      ${texts.numbers}
    </caption>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          markup`<tr>
            <th scope="row">${name}</th>
            <td class="number">${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function vectors({ preferences }: Visit, texts: StudioTexts['health'], stats: Stats): Markup {
  const { embedded, observations } = stats
  const number = (value: number): string => numberText(value, preferences.language)
  const coverage =
    embedded === undefined
      ? markup`<p>${texts.noModel}</p>`
      : markup`<p>${texts.coverage(number(embedded), number(observations))}</p>
          <meter aria-label="${texts.vectors}" max="${Math.max(1, observations)}" value="${embedded}"></meter>`
  return markup`<section class="card">
    <h2>${texts.vectors}</h2>
    ${coverage}
  </section>`
}

function lastDays({ preferences }: Visit, texts: StudioTexts['health'], days: readonly Day[]): Markup {
  const number = (value: number): string => numberText(value, preferences.language)
  const columns = [
    { name: texts.day },
    { name: texts.saved, isNumber: true },
    { name: texts.read, isNumber: true },
  ]
  const rows = days.map(({ day, saved, read }) => [day, number(saved), number(read)])
  return markup`${days.length === 0 ? markup`<p>${texts.noDays}</p>` : dataGrid(texts.days, columns, rows)}
    <p class="hint">${texts.daysHint}</p>`
}

function check(visit: Visit, texts: StudioTexts['health'], { hasCheck, report }: Health): Markup {
  const form = markup`<p class="hint">${texts.checkHint}</p>
    <form method="post" action="${visit.href(healthPath)}">
      ${tokenField(visit)}
      <p><button>${texts.checkNow}</button></p>
    </form>`
  return markup`<section class="card">
    <h2>${texts.check}</h2>
    ${hasCheck ? form : markup`<p>${texts.noCheck}</p>`} ${report === null ? nothing : reportMarkup(visit, texts, report)}
  </section>`
}

function reportMarkup(
  { preferences }: Visit,
  texts: StudioTexts['health'],
  { isHealthy, findings, files, versions }: DoctorReport,
): Markup {
  const columns = [texts.name, texts.severity, texts.message].map((name) => ({ name }))
  const rows = findings.map(({ check: name, severity, message, path }) => [
    name,
    texts.severities[severity],
    markup`<span lang="en">${path === undefined ? message : `${message}: ${path}`}</span>`,
  ])
  const { schema, sqlite, node } = versions
  return markup`<p class="notice${isHealthy ? '' : ' bad'}" role="status">${isHealthy ? texts.good : texts.bad}</p>
    <p>${texts.versions(numberText(files, preferences.language), String(schema), sqlite, node)}</p>
    ${rows.length === 0 ? nothing : dataGrid(texts.findings, columns, rows)}`
}
