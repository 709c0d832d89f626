import { html } from 'hono/html'
import type { Compact, ErasureReceipt, ListPage, SessionStart, Stats } from '../../src/index.ts'

/** A piece of a page. `html` escapes every value that is put into it. */
export type Markup = ReturnType<typeof html>

/** The types that a note may have, by what people call them. */
export const noteTypes: Readonly<Record<string, string>> = {
  discovery: 'Note',
  preference: 'Preference',
  decision: 'Decision',
  profile: 'About me',
  pattern: 'Habit',
}

function page(title: string, body: Markup | readonly Markup[]): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Notebook</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`
}

export function signInPage(message: string): Markup {
  return page(
    'Sign in',
    html`<h1>Notebook</h1>
      <p>A notebook that remembers you, and nobody else.</p>
      ${notice(message)}
      <form method="post" action="/sign-in">
        <label>E-mail <input name="address" type="email" autocomplete="username" required /></label>
        <label
          >Password
          <input name="password" type="password" autocomplete="current-password" minlength="8" required />
        </label>
        <button>Sign in</button>
        <button formaction="/sign-up" class="quiet">Create an account</button>
      </form>`,
  )
}

/** The contents of the notebook page. */
export interface Notebook {
  readonly stats: Stats
  readonly start: SessionStart
  readonly list: ListPage
  /** Null where nothing was searched for. */
  readonly found: { readonly query: string; readonly results: readonly Compact[] } | null
  readonly message: string
}

export function notebookPage({ stats, start, list, found, message }: Notebook): Markup {
  const last = start.sessionsContext[0]
  const count = stats.observations
  return page('Notes', [
    html`<header>
      <h1>Notebook <span class="badge">${count} ${count === 1 ? 'memory' : 'memories'}</span></h1>
      <p>${last === undefined ? 'Welcome.' : `Welcome back. Last time: ${last.summary}`}</p>
    </header>`,
    notice(message),
    html`<form method="post" action="/search" class="row">
      <label>Search <input name="query" value="${found?.query ?? ''}" required /></label>
      <button>Search</button>
    </form>`,
    found === null ? html`` : foundSection(found.results),
    writeSection(),
    listSection(list),
    leaveSection(),
  ])
}

function foundSection(results: readonly Compact[]): Markup {
  if (results.length === 0) return html`<p class="notice">Nothing found.</p>`
  return html`<section>
    <h2>Found</h2>
    <ol>
      ${results.map(
        ({ title, highlights, snippet }) =>
          html`<li>
            <strong>${title}</strong>
            <p>${highlighted(snippet, highlights)}</p>
          </li>`,
      )}
    </ol>
  </section>`
}

/** The passages of a snippet that matched, marked. */
function highlighted(text: string, spans: Compact['highlights']): Markup[] {
  const parts: Markup[] = []
  let at = 0
  for (const [start, end] of spans) {
    parts.push(html`${text.slice(at, start)}<mark>${text.slice(start, end)}</mark>`)
    at = end
  }
  return [...parts, html`${text.slice(at)}`]
}

function writeSection(): Markup {
  return html`<form method="post" action="/notes">
    <h2>Write</h2>
    <label
      >Kind
      <select name="type">
        ${Object.entries(noteTypes).map(([type, name]) => html`<option value="${type}">${name}</option>`)}
      </select>
    </label>
    <label>Title <input name="title" maxlength="200" required /></label>
    <label>Text <textarea name="content" rows="4" required></textarea></label>
    <label
      >Topic, if a later note should take this one's place
      <input name="topicKey" maxlength="200" placeholder="home/garden" />
    </label>
    <p class="hint">What stands between &lt;private&gt; and &lt;/private&gt; is not kept.</p>
    <button>Save</button>
  </form>`
}

function listSection({ observations, nextCursor }: ListPage): Markup {
  return html`<section>
    <h2>Everything</h2>
    <ul>
      ${observations.map(
        ({ id, type, title, content, topicKey }) =>
          html`<li>
            <form method="post" action="/notes/${id}/forget">
              <button class="quiet">Forget</button>
            </form>
            <strong>${title}</strong>
            <small>${noteTypes[type] ?? 'Summary'}${topicKey === null ? '' : ` · ${topicKey}`}</small>
            <p>${content}</p>
          </li>`,
      )}
    </ul>
    ${nextCursor === null ? '' : html`<a href="/?after=${encodeURIComponent(nextCursor)}">Older</a>`}
  </section>`
}

function leaveSection(): Markup {
  return html`<form method="post" action="/sign-out">
      <h2>Leave</h2>
      <label>What did you do? <input name="summary" maxlength="500" /></label>
      <button>Sign out</button>
    </form>
    <p><a href="/export" download>Everything as a file</a></p>
    <form method="post" action="/delete">
      <h2>Delete this account</h2>
      <label
        >Password
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <button class="danger">Delete the account and all notes</button>
    </form>`
}

export function receiptPage({ observations, sessions, erasedAt }: ErasureReceipt): Markup {
  return page(
    'Receipt',
    html`<h1>Your account is gone</h1>
      <p>
        Erased ${observations} ${observations === 1 ? 'memory' : 'memories'} and ${sessions}
        ${sessions === 1 ? 'session' : 'sessions'} at ${erasedAt}.
      </p>
      <a href="/sign-in">Back to the start</a>`,
  )
}

export function errorPage(message: string): Markup {
  return page(
    'Sorry',
    html`<h1>Sorry</h1>
      <p>${message}</p>
      <a href="/">Back</a>`,
  )
}

function notice(message: string): Markup {
  return message === '' ? html`` : html`<p class="notice" role="status">${message}</p>`
}
