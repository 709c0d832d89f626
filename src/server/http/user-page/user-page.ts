import type { Scope } from '../../access/caller/caller.ts'
import { MemoryError } from '../../../core/errors/errors.ts'
import { exportHeaders } from '../../../page/actions/control-actions.ts'
import { createHostedPage, type HostedPage } from '../../../page/memory-page.ts'
import { noAdditions } from '../../../page/request/additions.ts'
import { fieldOf, readForm } from '../../../page/request/form.ts'
import { isSameOrigin } from '../../../page/request/same-origin.ts'
import type { SignInProblem } from '../../../page/sign-in/sign-in-view.ts'
import { exportStream } from '../answers/export-stream.ts'
import { RequestError } from '../answers/problem.ts'
import { requirePlainBody } from '../request/body.ts'
import { admit, type CallContext } from '../request/call.ts'
import { answer, type Exchange } from '../request/request-state.ts'
import {
  credentialCookie,
  credentialOf,
  isCredential,
  isKept,
  noCredentialCookie,
} from './credential-cookie.ts'
import type { PageSettings } from './page-settings.ts'

/** Answers a request to the user's page of a server. */
export type UserPage = (request: Request, exchange: Exchange) => Promise<Response>

/** Parts that the requests of the page share. */
interface Parts extends CallContext {
  readonly page: HostedPage
  readonly settings: PageSettings
  /** Users of the requests that were let in. No text of a request names one. */
  readonly users: WeakMap<Request, string>
  /** Path under which browsers see the page. */
  readonly place: string
}

const mount = '/page'
const mostFormBytes = 2 ** 20
const mostImportBytes = 2 ** 25
const mostSignInBytes = 16_384

/**
 * Makes the user's page for callers with a key or a token: in the `Authorization` header, or in a cookie that signing in sets.
 * A request passes the same checks and limits as one to `/v1`.
 */
export function createUserPage(context: CallContext, settings: PageSettings): UserPage {
  const { memory, limits, basePath } = context
  const users = new WeakMap<Request, string>()
  const place = `${basePath}${mount}`
  const page = createHostedPage(
    memory,
    {
      user: (request) => users.get(request) ?? null,
      basePath: place,
      origin: settings.origin,
      secret: settings.secret,
      language: settings.language,
      maxImportBytes: Math.min(limits.importBytes, mostImportBytes),
    },
    {
      ...noAdditions,
      signOut: '/sign-out',
      maxFormBytes: Math.min(limits.bodyBytes, mostFormBytes),
    },
  )
  const parts: Parts = { ...context, page, settings, users, place }
  return async (request, exchange) => {
    exchange.operation = 'user_page'
    requirePlainBody(request)
    const asked = belowMount(request)
    return finish(exchange, (await page.file(asked)) ?? (await answerTo(parts, asked, exchange)))
  }
}

async function answerTo(parts: Parts, request: Request, exchange: Exchange): Promise<Response> {
  const { page } = parts
  const path = pathOf(request)
  const signs = request.method === 'POST' && (path === '/sign-in' || path === '/sign-out')
  if (signs && !isSameOrigin(request, parts.settings.origin ?? null)) return page.problem(request, 'refused')
  if (signs) return path === '/sign-in' ? signIn(parts, request, exchange) : signOut(parts, request)
  const header = request.headers.get('authorization')
  const kept = credentialOf(request)
  if (header === null && kept === null) return page.signIn(request, null)
  try {
    return await answerToUser(parts, request, exchange, header ?? `Bearer ${kept}`)
  } catch (error) {
    return refused(parts, request, exchange, error)
  }
}

async function answerToUser(
  { page, memory, admission, limits, users }: Parts,
  request: Request,
  exchange: Exchange,
  authorization: string,
): Promise<Response> {
  const path = pathOf(request)
  const userId = await admit(request, exchange, scopeOf(request.method, path), admission, authorization)
  users.set(request, userId)
  if (path !== '/export' || request.method !== 'GET') return page.fetch(request)
  const onEnd = admission.admitExport(userId)
  const { onLateError } = exchange
  const lines = await exportStream(memory.forUser(userId).export(), limits, { onLateError, onEnd })
  return new Response(lines, { headers: exportHeaders })
}

/** Takes a credential once, and has the browser keep it. */
async function signIn(parts: Parts, request: Request, exchange: Exchange): Promise<Response> {
  const { page, admission, place } = parts
  const form = await readForm(request, mostSignInBytes, 0)
  if (typeof form === 'string') return page.problem(request, form)
  const credential = fieldOf(form, 'credential')
    .trim()
    .replace(/^Bearer +/i, '')
  if (!isCredential(credential)) return page.signIn(request, 'refused')
  if (!isKept(credential)) return page.signIn(request, 'tooLong')
  try {
    const caller = await admission.authenticate(request, exchange, `Bearer ${credential}`)
    if (caller.userId === null) return await page.signIn(request, 'service')
  } catch (error) {
    return refused(parts, request, exchange, error, 'refused')
  }
  const cookie = credentialCookie(credential, place, isSecure(parts, request))
  return new Response(null, { status: 303, headers: { location: place, 'set-cookie': cookie } })
}

function signOut(parts: Parts, request: Request): Response {
  const cookie = noCredentialCookie(parts.place, isSecure(parts, request))
  return new Response(null, { status: 303, headers: { location: parts.place, 'set-cookie': cookie } })
}

/** Tells a person of a refusal in words of the page. What the page has no words for goes on to the problem documents. */
async function refused(
  parts: Parts,
  request: Request,
  exchange: Exchange,
  error: unknown,
  reason: SignInProblem = 'ended',
): Promise<Response> {
  const { page, place } = parts
  if (!(error instanceof MemoryError)) throw error
  exchange.code = error.code
  exchange.error = error
  switch (error.code) {
    case 'unauthorized': {
      // With a cause, the credential could not be checked; the person stays signed in.
      if (error.cause !== undefined) return withStatus(await page.problem(request, 'busy'), 503, {})
      const cookie = noCredentialCookie(place, isSecure(parts, request))
      return withStatus(await page.signIn(request, reason), 401, { 'set-cookie': cookie })
    }
    case 'invalid_input':
      if (exchange.caller === null || exchange.caller.userId !== null) throw error
      return page.signIn(request, 'service')
    case 'forbidden':
      return page.problem(request, 'forbidden')
    case 'rate_limited': {
      const again = error instanceof RequestError ? error.headers : {}
      const isGuess = exchange.caller === null
      return withStatus(
        await (isGuess ? page.signIn(request, 'tooMany') : page.problem(request, 'busy')),
        429,
        again,
      )
    }
    default:
      throw error
  }
}

/** Finds the scope that a request of the page needs, as the operations behind it do. */
function scopeOf(method: string, path: string): Scope {
  if (method !== 'POST' || path === '/preferences') return 'read'
  return path === '/erase' ? 'erase' : 'write'
}

function isSecure({ settings }: Parts, request: Request): boolean {
  return (settings.origin ?? request.headers.get('origin') ?? '').startsWith('https:')
}

/**
 * Takes the server's own part of the path away. A header names a user only beside a credential in a header: a browser's cookie is
 * sent with any request of the page, also with one that a script of the same origin made.
 */
function belowMount(request: Request): Request {
  const url = new URL(request.url)
  url.pathname = url.pathname.slice(mount.length) || '/'
  const headers = new Headers(request.headers)
  if (!headers.has('authorization')) headers.delete('x-user-id')
  return new Request(new Request(url, request), { headers })
}

function pathOf(request: Request): string {
  return new URL(request.url).pathname.replace(/(?<=.)\/$/, '')
}

function withStatus(response: Response, status: number, headers: Readonly<Record<string, string>>): Response {
  const all = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) all.append(name, value)
  return new Response(response.body, { status, headers: all })
}

/** Ends the exchange with an answer of the page. */
async function finish(exchange: Exchange, response: Response): Promise<Response> {
  const isStream = response.headers.get('content-type') === exportHeaders['content-type']
  const body = isStream || response.body === null ? response.body : await response.text()
  const answered = answer(exchange, response.status, body, {})
  for (const name of response.headers.keys()) answered.headers.delete(name)
  for (const [name, value] of response.headers) answered.headers.append(name, value)
  return answered
}
