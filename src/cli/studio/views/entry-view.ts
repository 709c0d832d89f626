import type { Look } from '../../../page/memory-page.ts'
import { showPlain } from '../../../page/views/layout.ts'
import { markup, nothing } from '../../../page/views/markup.ts'
import { studioTexts } from '../texts/studio-texts.ts'

/** Answers that an address does not open the studio. */
export function showClosed(look: Look): Promise<Response> {
  const { closed } = studioTexts(look.preferences.language)
  return showPlain(look, closed.heading, closed.text, 403)
}

/**
 * Answers the one-time address. The page goes on by itself: a browser that came from elsewhere sends the new cookie only with a
 * request that this page makes.
 */
export async function showOpening(look: Look, path: string, cookie: string): Promise<Response> {
  const { opening } = studioTexts(look.preferences.language)
  const go = markup`<p><a href="${path}">${opening.go}</a></p>`
  const answer = await showPlain(look, opening.heading, opening.text, 200, go)
  answer.headers.set('set-cookie', cookie)
  answer.headers.set('refresh', `0;url=${path}`)
  return answer
}

/** Answers with a form that asks for a user. */
export function showChoice(look: Look, path: string, isInvalid: boolean): Promise<Response> {
  const { choose } = studioTexts(look.preferences.language)
  const form = markup`${isInvalid ? markup`<p class="notice bad" role="alert">${choose.invalid}</p>` : nothing}
    <form method="post" action="${path}" class="stack">
      <label>${choose.user}<input name="user" autocomplete="off" autocapitalize="off" required /></label>
      <p><button class="main">${choose.open}</button></p>
    </form>`
  return showPlain(look, choose.heading, choose.text, isInvalid ? 400 : 200, form)
}
