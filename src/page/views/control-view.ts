import type { ErasureReceipt, ImportCounts, MemorySettings, Observation, Stats } from '../../core/model.ts'
import type { Visit } from '../request/visit.ts'
import { badges } from './badges.ts'
import { show, tokenField } from './layout.ts'
import { markup, nothing, numberText, timeMarkup, type Markup } from './markup.ts'
import { titleOf } from './memory-view.ts'

/** Shows the switches, the ways in and out, and the end of a memory. */
export function showControl(
  visit: Visit,
  settings: MemorySettings,
  stats: Stats,
  wasTypedWrong: boolean,
): Promise<Response> {
  const { texts } = visit
  const body = markup`${switches(visit, settings)} ${transfer(visit)} ${erasure(visit, stats, wasTypedWrong)}`
  return show(visit, {
    title: texts.nav.control,
    section: 'control',
    body,
    status: wasTypedWrong ? 400 : 200,
  })
}

function switches(visit: Visit, settings: MemorySettings): Markup {
  const { texts, href } = visit
  const isPrivate = settings.isSavingPaused && settings.isRecallPaused
  const one = (name: 'saving' | 'recall' | 'private', isPaused: boolean): Markup =>
    markup`<form method="post" action="${href('/control/pause')}" class="row between">
      ${tokenField(visit)}<input type="hidden" name="what" value="${name}" /><input
        type="hidden"
        name="paused"
        value="${isPaused ? 'no' : 'yes'}"
      />
      <span class="row"
        ><span class="badge${isPaused ? ' strong' : ''}"
          >${stateOf(visit, name, isPaused)}</span
        ><span>${texts.control[name]}</span></span
      >
      <button>${isPaused ? texts.control.resume[name] : texts.control.pause[name]}</button>
    </form>`
  return markup`<section class="card">
    <h2>${texts.control.switches}</h2>
    <p class="hint">${texts.control.switchesHint}</p>
    ${one('saving', settings.isSavingPaused)} ${one('recall', settings.isRecallPaused)}
    ${one('private', isPrivate)}
    <p class="hint">${texts.control.privateHint}</p>
  </section>`
}

/** A private session is on where the two switches are paused. */
function stateOf({ texts }: Visit, name: string, isPaused: boolean): string {
  if (name === 'private') return isPaused ? texts.control.on : texts.control.off
  return isPaused ? texts.control.paused : texts.control.on
}

function transfer(visit: Visit): Markup {
  const { texts, href } = visit
  return markup`<section class="card">
      <h2>${texts.control.export}</h2>
      <p class="hint">${texts.control.exportHint}</p>
      <p class="row">
        <a class="button" href="${href('/export')}" download>${texts.control.download}</a>
        <a class="button" href="${href('/print')}">${texts.control.print}</a>
      </p>
    </section>
    <section class="card">
      <h2>${texts.control.import}</h2>
      <p class="hint">${texts.control.importHint}</p>
      <form method="post" action="${href('/import')}" enctype="multipart/form-data" class="stack" data-import>
        ${tokenField(visit)}
        <label
          >${texts.control.file}<input
            type="file"
            name="file"
            accept=".jsonl,.ndjson,application/x-ndjson"
            required
        /></label>
        <p><button>${texts.control.importNow}</button></p>
        <progress
          max="1"
          value="0"
          aria-label="${texts.control.progress}"
          data-reading="${texts.control.reading}"
          hidden
        ></progress>
      </form>
    </section>`
}

function erasure(visit: Visit, stats: Stats, wasTypedWrong: boolean): Markup {
  const { texts, href, preferences } = visit
  return markup`<section class="card">
    <h2>${texts.control.erase}</h2>
    <p>
      ${texts.control.eraseHint(numberText(stats.observations + stats.pending, preferences.language), numberText(stats.sessions, preferences.language))}
    </p>
    ${wasTypedWrong ? markup`<p class="notice bad" role="alert">${texts.control.typedWrong}</p>` : nothing}
    <form method="post" action="${href('/erase')}" class="stack">
      ${tokenField(visit)}
      <label
        >${texts.control.typeToErase(texts.control.eraseWord)}<input
          name="confirm"
          autocomplete="off"
          autocapitalize="off"
          required
      /></label>
      <p><button class="danger">${texts.control.eraseNow}</button></p>
    </form>
  </section>`
}

/** Shows the receipt of an erasure, to read, to print and to keep as a file. */
export function showReceipt(visit: Visit, receipt: ErasureReceipt): Promise<Response> {
  const { texts, preferences } = visit
  const number = (value: number): string => numberText(value, preferences.language)
  const file = `data:application/json,${encodeURIComponent(JSON.stringify(receipt))}`
  const body = markup`<p role="status">${texts.receipt.text}</p>
    <table>
      <caption>
        ${texts.receipt.caption}
      </caption>
      <tbody>
        <tr>
          <th scope="row">${texts.receipt.memories}</th>
          <td>${number(receipt.observations)}</td>
        </tr>
        <tr>
          <th scope="row">${texts.receipt.sessions}</th>
          <td>${number(receipt.sessions)}</td>
        </tr>
        <tr>
          <th scope="row">${texts.receipt.time}</th>
          <td>${timeMarkup(receipt.erasedAt, preferences.language)}</td>
        </tr>
      </tbody>
    </table>
    <p><a href="${file}" download="memory-erased.json">${texts.receipt.keep}</a></p>`
  return show(visit, { title: texts.receipt.heading, body })
}

/** Outcome of an import. */
export interface ImportReport {
  /** Counts of what came in; null: nothing did. */
  readonly counts: ImportCounts | null
  /** Lines that were left out, each with its reason. */
  readonly refused: readonly { readonly line: number; readonly reason: string }[]
  /** Reason for which the import ended early; null: it did not. */
  readonly stopped: string | null
}

/** Shows what an import added and which lines it left out. */
export function showImportReport(
  visit: Visit,
  { counts, refused, stopped }: ImportReport,
): Promise<Response> {
  const { texts, preferences, href } = visit
  const number = (value: number): string => numberText(value, preferences.language)
  const summary =
    counts === null
      ? nothing
      : markup`<ul>
          <li>${texts.report.memories(number(counts.observations))}</li>
          <li>${texts.report.sessions(number(counts.sessions))}</li>
          <li>${texts.report.items(number(counts.threadItems))}</li>
          <li>${texts.report.unchanged(number(counts.unchanged))}</li>
        </ul>`
  const lines = markup`<table>
    <caption>
      ${texts.report.refused}
    </caption>
    <thead>
      <tr>
        <th scope="col">${texts.report.line}</th>
        <th scope="col">${texts.report.reason}</th>
      </tr>
    </thead>
    <tbody>
      ${refused.map(
        ({ line, reason }) =>
          markup`<tr>
            <td>${number(line)}</td>
            <td lang="en">${reason}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
  const body = markup`${stopped === null ? nothing : markup`<p class="notice bad" role="alert">${stopped}</p>`}
    ${summary} ${refused.length === 0 ? nothing : lines}
    <p><a href="${href('/')}">${texts.nav.memories}</a></p>`
  return show(visit, { title: texts.report.heading, body, status: stopped === null ? 200 : 400 })
}

/** Shows memories in full for paper. */
export function showPrint(
  visit: Visit,
  memories: readonly Observation[],
  isWhole: boolean,
): Promise<Response> {
  const { texts } = visit
  const body = markup`<p class="hint">${texts.print.hint}${isWhole ? '' : ` ${texts.print.more}`}</p>
    <ul class="cards">
      ${memories.map(
        (memory) =>
          markup`<li class="card">
            <h2 dir="auto">${titleOf(visit, memory)}</h2>
            <p class="text" dir="auto">${memory.content}</p>
            ${badges(visit, memory)}
          </li>`,
      )}
    </ul>`
  return show(visit, { title: texts.print.heading, body })
}
