import { html } from 'hono/html'
import type { ErasureReceipt, SessionStart, Stats } from '../../src/index.ts'

/** A piece of a page. `html` escapes every value that is put into it. */
type Markup = ReturnType<typeof html>

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
      <p>A notebook that remembers you.</p>
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
  readonly message: string
}

export function notebookPage({ stats, start, message }: Notebook): Markup {
  const last = start.sessionsContext[0]
  const count = stats.observations
  return page('Notes', [
    html`<header>
      <h1>Notebook <span class="badge">${count} ${count === 1 ? 'memory' : 'memories'}</span></h1>
      <p>${last === undefined ? 'Welcome.' : `Welcome back. Last time: ${last.summary}`}</p>
      <p>
        <a href="/memory">See, search and correct all that is remembered</a> ·
        <a href="/settings">Settings</a>
      </p>
    </header>`,
    notice(message),
    writeSection(),
    leaveSection(),
  ])
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

function leaveSection(): Markup {
  return html`<form method="post" action="/sign-out">
    <h2>Leave</h2>
    <label>What did you do? <input name="summary" maxlength="500" /></label>
    <button>Sign out</button>
  </form>`
}

/** Settings, with the memory page as an element among them. */
export function settingsPage(): Markup {
  return page(
    'Settings',
    html`<h1>Settings</h1>
      <p><a href="/">Back to the notebook</a></p>
      <script type="module" src="/memory/element.js"></script>
      <ilab-memory src="/memory" lang="en"><a href="/memory">What is remembered about you</a></ilab-memory>
      <form method="post" action="/delete">
        <h2>Delete this account</h2>
        <label
          >Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button class="danger">Delete the account and all notes</button>
      </form>`,
  )
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
