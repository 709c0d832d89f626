import type { Visit } from '../request/visit.ts'
import type { Texts } from '../texts/en.ts'
import { showPlain } from '../views/layout.ts'
import { markup, nothing } from '../views/markup.ts'

/** Reason for which a token did not sign a person in. */
export type SignInProblem = keyof Texts['signIn']['problems']

/** Answers with a form that asks for a token. The token travels in the body, since addresses end up in logs. */
export function showSignIn(
  look: Pick<Visit, 'texts' | 'preferences' | 'style'>,
  action: string,
  problem: SignInProblem | null,
): Promise<Response> {
  const { heading, text, token, now, problems } = look.texts.signIn
  const more = markup`${problem === null ? nothing : markup`<p class="notice bad" role="alert">${problems[problem]}</p>`}
    <form method="post" action="${action}" class="stack">
      <label>${token}<input type="password" name="credential" autocomplete="off" required /></label>
      <p><button class="main">${now}</button></p>
    </form>`
  return showPlain(look, heading, text, 401, more)
}
