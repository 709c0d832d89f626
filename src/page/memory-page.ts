import { MemoryError } from '../core/errors/errors.ts'
import type { MemoryOfUsers } from '../core/user-memory.ts'
import { pageFiles } from './page-files.ts'
import type { MemoryPageOptions } from './options.ts'
import { fieldOf, readForm } from './request/form.ts'
import { createFormTokens, type FormTokens } from './request/form-token.ts'
import { readPreferences } from './request/preferences.ts'
import { findRoute, type Route } from './request/routes.ts'
import { isSameOrigin } from './request/same-origin.ts'
import { createSite, type Site } from './request/site.ts'
import type { Visit } from './request/visit.ts'
import { createRoutes } from './route-table.ts'
import { textsOf } from './texts/texts-of.ts'
import { problemOf, showPlainProblem, showProblem } from './views/problem-view.ts'

/** A page to mount: it answers requests. */
export interface MemoryPage {
  /** Answers one request. It never rejects. */
  readonly fetch: (request: Request) => Promise<Response>
}

type Look = Pick<Visit, 'texts' | 'preferences' | 'style' | 'script'>

/** The parts of a page that its requests share. */
interface Parts {
  readonly memory: MemoryOfUsers
  readonly options: MemoryPageOptions
  readonly site: Site
  readonly tokens: FormTokens
  readonly routes: readonly Route[]
}

const shortestSecret = 32
const defaultFormMinutes = 720
const defaultImportBytes = 2 ** 25

/**
 * Makes the page on which a signed-in person sees, corrects, exports and erases what a memory keeps about them. It works
 * without JavaScript, is quicker with it, and needs nothing from another server.
 *
 * Errors: `invalid_input` for a base path or an origin that is none, and for a short secret.
 *
 * @example
 * ```ts
 * const page = createMemoryPage(memory, {
 *   user: async ({ headers }) => (await auth.api.getSession({ headers }))?.user.id ?? null,
 *   basePath: '/memory',
 * })
 * app.all('/memory/*', (context) => page.fetch(context.req.raw))
 * ```
 */
export function createMemoryPage(memory: MemoryOfUsers, options: MemoryPageOptions): MemoryPage {
  if (options.secret != null && options.secret.length < shortestSecret)
    throw new MemoryError('invalid_input', `must have at least ${shortestSecret} characters`, {
      field: 'secret',
    })
  const site = createSite(options.basePath ?? '', options.origin)
  const lifeMs = (options.formMinutes ?? defaultFormMinutes) * 60_000
  const tokens = createFormTokens(options.secret ?? null, lifeMs, options.now ?? Date.now)
  const parts: Parts = { memory, options, site, tokens, routes: createRoutes(site.basePath) }
  return { fetch: (request) => answerTo(parts, request) }
}

async function answerTo(parts: Parts, request: Request): Promise<Response> {
  const { options, site } = parts
  const { style, script } = await pageFiles()
  const preferences = readPreferences(request.headers, options.language ?? 'en')
  const look: Look = {
    preferences,
    texts: textsOf(preferences.language),
    style: site.href(`/${style.name}`),
    script: site.href(`/${script.name}`),
  }
  const url = new URL(request.url)
  const path = site.pathOf(url)
  try {
    for (const file of [style, script])
      if (path === `/${file.name}`) return new Response(file.text, { headers: file.headers })
    const answer = await answerToVisitor(parts, request, path, look)
    return request.method === 'HEAD' ? new Response(null, answer) : answer
  } catch (error) {
    options.onError?.(error)
    return showPlainProblem(look, 'failed')
  }
}

async function answerToVisitor(parts: Parts, request: Request, path: string, look: Look): Promise<Response> {
  const { options, site } = parts
  const method = request.method === 'HEAD' ? 'GET' : request.method
  if (method !== 'GET' && method !== 'POST') return showPlainProblem(look, 'missing')
  if (method === 'POST' && !isSameOrigin(request, site.origin)) return showPlainProblem(look, 'refused')
  const userId = await options.user(request)
  if (userId === null) return showPlainProblem(look, 'signedOut')
  const form = method === 'POST' ? await formOf(parts, request, userId) : new FormData()
  if (typeof form === 'string') return showPlainProblem(look, form)
  const match = findRoute(parts.routes, method, path)
  const visit = await visitOf(parts, request, userId, {
    ...look,
    path,
    form,
    params: match?.params ?? [],
  })
  return match === null ? showProblem(visit, 'missing') : run(parts, match.route, visit)
}

/** Reads the form of this user; the name of a problem where it is none or has no token of theirs. */
async function formOf(
  { options, tokens }: Parts,
  request: Request,
  userId: string,
): Promise<FormData | 'tooLarge' | 'refused'> {
  const form = await readForm(request, options.maxImportBytes ?? defaultImportBytes)
  if (form === null) return 'tooLarge'
  return (await tokens.check(userId, fieldOf(form, 'token'))) ? form : 'refused'
}

async function visitOf(
  { memory, site, tokens }: Parts,
  request: Request,
  userId: string,
  asked: Look & Pick<Visit, 'path' | 'form' | 'params'>,
): Promise<Visit> {
  const url = new URL(request.url)
  return {
    ...asked,
    user: memory.forUser(userId),
    closedTypes: memory.closedTypes ?? null,
    token: await tokens.make(userId),
    query: url.searchParams,
    href: site.href,
    isSecure: (site.origin ?? url.origin).startsWith('https:'),
  }
}

/** Runs a route. What the memory refuses is shown in words of the page: an error's message may name a store's parts. */
async function run({ options }: Parts, route: Route, visit: Visit): Promise<Response> {
  try {
    return await route.run(visit)
  } catch (error) {
    const name = error instanceof MemoryError ? problemOf(error.code) : 'failed'
    if (name === 'failed') options.onError?.(error)
    return showProblem(visit, name)
  }
}
