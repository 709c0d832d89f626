import type { Theme } from '../request/preferences.ts'
import type { NoticeName, Visit } from '../request/visit.ts'
import { languageNames, pageLanguages } from '../texts/languages.ts'
import { markup, nothing, type Markup } from './markup.ts'

/** Page in the navigation. */
type Section = 'list' | 'review' | 'sessions' | 'control' | (string & {})

/** A page to answer with. */
interface View {
  readonly title: string
  readonly body: Markup
  readonly section?: Section
  readonly status?: number
}

const policy =
  "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; script-src"

/** Headers of every answer. Nothing may be loaded from elsewhere, and no other page may hold this one in a frame. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': `${policy} 'none'`,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Answers with a page of the signed-in user. */
export async function show(visit: Visit, view: View): Promise<Response> {
  const { texts, href, additions, home, preferences } = visit
  const sections: readonly [Section, string, string][] = [
    ['list', '/', texts.nav.memories],
    ['review', '/review', texts.nav.review],
    ['sessions', '/sessions', texts.nav.sessions],
    ['control', '/control', texts.nav.control],
    ...additions.links.map(({ path, title }): [Section, string, string] => [
      path,
      path,
      title(preferences.language),
    ]),
  ]
  const links = sections.map(
    ([name, path, title]) =>
      markup`<li>
        <a href="${href(path)}" ${name === view.section ? markup` aria-current="page"` : nothing}>${title}</a>
      </li>`,
  )
  const body = markup`<a class="skip" href="#content" data-window>${texts.nav.skip}</a>
    <header>
      <p class="brand">${additions.brand?.(visit.user.userId, preferences.language) ?? texts.pageName}</p>
      ${home === null ? nothing : markup`<p data-window><a href="${home}">${texts.nav.home}</a></p>`}
      <nav aria-label="${texts.nav.label}">
        <ul>
          ${links}
        </ul>
      </nav>
    </header>
    <button type="button" class="back" data-back hidden>${texts.nav.back}</button>
    <main id="content" tabindex="-1">
      <h1 dir="auto">${view.title}</h1>
      ${noticeOf(visit)} ${view.body}
    </main>
    <footer>${preferencesForm(visit)} ${signOutForm(visit)}</footer>
    ${forScript(visit)}`
  return answer(visit, view, body, visit.script)
}

/** The live region of the page, and the offer to undo. */
function forScript({ texts }: Visit): Markup {
  return markup`<p id="live" class="unseen" role="status" data-failed="${texts.errors.failed[1]}"></p>
    <template id="undo"
      ><div class="undo">
        <p></p>
        <button type="button" data-undone="${texts.forget.undone}">${texts.forget.undo}</button>
      </div></template
    >`
}

/** Answers with a page that names no user: signed out, or refused. */
export async function showPlain(
  look: Pick<Visit, 'texts' | 'preferences' | 'style'>,
  title: string,
  text: string,
  status: number,
  more: Markup = nothing,
): Promise<Response> {
  return answer(
    look,
    { title, status },
    markup`<main>
      <h1>${title}</h1>
      <p>${text}</p>
      ${more}
    </main>`,
  )
}

async function answer(
  { texts, preferences, style }: Pick<Visit, 'texts' | 'preferences' | 'style'>,
  { title, status = 200 }: Pick<View, 'title' | 'status'>,
  body: Markup,
  script: string | null = null,
): Promise<Response> {
  const page = await markup`<!doctype html>
    <html lang="${preferences.language}" data-theme="${preferences.theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · ${texts.pageName}</title>
        <link rel="stylesheet" href="${style}" />
        ${script === null ? nothing : scriptTag(script)}
      </head>
      <body>
        ${body}
      </body>
    </html>`
  return new Response(String(page), {
    status,
    headers: {
      ...pageHeaders,
      ...(script === null ? {} : { 'content-security-policy': `${policy} 'self'` }),
      'content-type': 'text/html; charset=utf-8',
    },
  })
}

/** A bundler rewrites a template that holds the end tag whole, with a function of a package that is not there. */
function scriptTag(path: string): Markup {
  return markup`<script src="${path}"></${'script'}>`
}

/** The hidden field that every form that changes something needs. */
export function tokenField(visit: Visit): Markup {
  return markup`<input type="hidden" name="token" value="${visit.token}" />`
}

function noticeOf({ query, texts }: Visit): Markup {
  const name = query.get('notice') ?? ''
  if (!Object.hasOwn(texts.notices, name)) return nothing
  return markup`<p class="notice" role="status">${texts.notices[name as NoticeName]}</p>`
}

function preferencesForm(visit: Visit): Markup {
  const { texts, preferences, href, path } = visit
  const themes: readonly Theme[] = ['auto', 'light', 'dark']
  return markup`<form method="post" action="${href('/preferences')}" class="row" data-preferences>
    ${tokenField(visit)}<input type="hidden" name="back" value="${path}" />
    <label
      >${texts.footer.language}
      <select name="language">
        ${pageLanguages.map(
          (language) =>
            markup`<option value="${language}" ${selected(language === preferences.language)}>
              ${languageNames[language]}
            </option>`,
        )}
      </select></label
    >
    <label
      >${texts.footer.theme}
      <select name="theme">
        ${themes.map(
          (theme) =>
            markup`<option value="${theme}" ${selected(theme === preferences.theme)}>
              ${texts.footer.themes[theme]}
            </option>`,
        )}
      </select></label
    >
    <button data-plain>${texts.footer.apply}</button>
  </form>`
}

function signOutForm({ texts, additions, href }: Visit): Markup {
  if (additions.signOut === null) return nothing
  return markup`<form method="post" action="${href(additions.signOut)}" class="row">
    <button>${texts.signIn.end}</button>
  </form>`
}

/** Marks the chosen option of a list. */
export function selected(is: boolean): Markup {
  return is ? markup` selected` : nothing
}
