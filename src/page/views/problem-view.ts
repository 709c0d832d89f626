import { markup } from './markup.ts'
import type { ErrorCode } from '../../core/errors/errors.ts'
import type { Visit } from '../request/visit.ts'
import type { Texts } from '../texts/en.ts'
import { show, showPlain } from './layout.ts'

/** Problems that the page has a text of its own for. */
export type ProblemName = keyof Texts['errors']

const statuses: Readonly<Record<ProblemName, number>> = {
  signedOut: 401,
  missing: 404,
  refused: 403,
  forbidden: 403,
  tooLarge: 413,
  readBefore: 500,
  invalid_input: 400,
  conflict: 409,
  paused: 409,
  quota_exceeded: 507,
  busy: 503,
  failed: 500,
}

/** Finds the page's problem for an error's code. */
export function problemOf(code: ErrorCode): ProblemName {
  if (code === 'not_found' || code === 'no_active_session') return 'missing'
  if (code === 'rate_limited') return 'busy'
  return Object.hasOwn(statuses, code) ? (code as ProblemName) : 'failed'
}

/** Answers with a problem, in the frame of the signed-in user's page. */
export function showProblem(visit: Visit, name: ProblemName): Promise<Response> {
  const [title = '', text = ''] = visit.texts.errors[name]
  const body = markup`<p>${text}</p>
    <p><a href="${visit.href('/')}">${visit.texts.nav.memories}</a></p>`
  return show(visit, { title, body, status: statuses[name] })
}

/** Answers with a problem where no user is known. */
export function showPlainProblem(
  look: Pick<Visit, 'texts' | 'preferences' | 'style'>,
  name: ProblemName,
): Promise<Response> {
  const [title = '', text = ''] = look.texts.errors[name]
  // An element has no reload of its own; the style hides the button from a page in a window.
  const again = markup`<p data-script><button type="button" data-again>${look.texts.again}</button></p>`
  return showPlain(look, title, text, statuses[name], again)
}

/** Answers that there is no such memory: one of another user is missing in the same words. */
export function showMissing(visit: Visit): Promise<Response> {
  return showProblem(visit, 'missing')
}
