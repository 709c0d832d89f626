import { MemoryError } from '../core/errors/errors.ts'
import type { MemoryOfUsers } from '../core/user-memory.ts'
import { answerWith } from './assets/served-file.ts'
import { pageFiles } from './page-files.ts'
import { noAdditions, type PageAdditions } from './request/additions.ts'
import type { MemoryPageOptions } from './options.ts'
import { fieldOf, readForm, type NoForm } from './request/form.ts'
import { createFormTokens, type FormTokens } from './request/form-token.ts'
import { readPreferences } from './request/preferences.ts'
import { findRoute, type Route } from './request/routes.ts'
import { isSameOrigin } from './request/same-origin.ts'
import { createSite, type Site } from './request/site.ts'
import type { Visit } from './request/visit.ts'
import { createRoutes } from './route-table.ts'
import { textsOf } from './texts/texts-of.ts'
import { problemOf, showPlainProblem, showProblem, type ProblemName } from './views/problem-view.ts'
import { showSignIn, type SignInProblem } from './sign-in/sign-in-view.ts'

/** A page to mount: it answers requests. */
export interface MemoryPage {
  /** Answers one request. It never rejects. */
  readonly fetch: (request: Request) => Promise<Response>
}

/** The page as hosts inside this package mount it. */
export interface HostedPage extends MemoryPage {
  /** Answers with a file of the page, which is the same for all users; null where a request asks for none. */
  readonly file: (request: Request) => Promise<Response | null>
  /** Finds what an answer to a request without a user needs. */
  readonly look: (request: Request) => Promise<Look>
  /** Answers with the form that asks for a token. */
  readonly signIn: (request: Request, problem: SignInProblem | null) => Promise<Response>
  /** Answers with a problem where no user is known. */
  readonly problem: (request: Request, name: ProblemName) => Promise<Response>
}

/** Texts, choices and files of a page, which every answer needs. */
export type Look = Pick<Visit, 'texts' | 'preferences' | 'style' | 'script'>

/** The parts of a page that its requests share. */
interface Parts {
  readonly memory: MemoryOfUsers
  readonly options: MemoryPageOptions
  readonly additions: PageAdditions
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
 * Errors: `invalid_input` for a base path, an origin or a home that is none, and for a short secret.
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
  const { fetch } = createHostedPage(memory, options, noAdditions)
  return { fetch }
}

/** Makes the page with parts of its host. Errors: those of `createMemoryPage`. */
export function createHostedPage(
  memory: MemoryOfUsers,
  options: MemoryPageOptions,
  additions: PageAdditions,
): HostedPage {
  if (options.secret != null && options.secret.length < shortestSecret)
    throw new MemoryError('invalid_input', `must have at least ${shortestSecret} characters`, {
      field: 'secret',
    })
  if (options.home != null && !/^(?:\/(?![/\\])|https?:\/\/)/.test(options.home))
    throw new MemoryError('invalid_input', 'must be a path such as / or an address of https', {
      field: 'home',
    })
  const site = createSite(options.basePath ?? '', options.origin)
  const lifeMs = (options.formMinutes ?? defaultFormMinutes) * 60_000
  const tokens = createFormTokens(options.secret ?? null, lifeMs, options.now ?? Date.now)
  const routes = [...createRoutes(site.basePath), ...additions.routes]
  const parts: Parts = { memory, options, additions, site, tokens, routes }
  return {
    fetch: (request) => answerTo(parts, request),
    file: (request) => fileFor(parts, request),
    look: (request) => lookOf(parts, request),
    signIn: async (request, problem) =>
      showSignIn(await lookOf(parts, request), site.href('/sign-in'), problem),
    problem: async (request, name) => showPlainProblem(await lookOf(parts, request), name),
  }
}

async function answerTo(parts: Parts, request: Request): Promise<Response> {
  const { options } = parts
  const look = await lookOf(parts, request)
  try {
    const answer = (await fileFor(parts, request)) ?? (await answerToVisitor(parts, request, look))
    return request.method === 'HEAD' ? new Response(null, answer) : answer
  } catch (error) {
    options.onError?.(error)
    return showPlainProblem(look, 'failed')
  }
}

async function lookOf({ options, site }: Parts, request: Request): Promise<Look> {
  const { style, script } = await pageFiles()
  const preferences = readPreferences(request.headers, options.language ?? 'en')
  return {
    preferences,
    texts: textsOf(preferences.language),
    style: site.href(`/${style.name}`),
    script: site.href(`/${script.name}`),
  }
}

async function fileFor({ site }: Parts, request: Request): Promise<Response | null> {
  const path = site.pathOf(new URL(request.url))
  const { style, script, element } = await pageFiles()
  const file = [style, script, element].find(({ name }) => path === `/${name}`)
  return file === undefined ? null : answerWith(file, request)
}

async function answerToVisitor(parts: Parts, request: Request, look: Look): Promise<Response> {
  const { options, site } = parts
  const path = site.pathOf(new URL(request.url))
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

const readBefore =
  'the body of a form was read before it came to the page: mount the page before parsers of bodies, such as express.urlencoded()'

/** Reads the form of this user; the name of a problem where it is none or has no token of theirs. */
async function formOf(
  { options, additions, tokens }: Parts,
  request: Request,
  userId: string,
): Promise<FormData | NoForm | 'refused'> {
  const form = await readForm(request, additions.maxFormBytes, options.maxImportBytes ?? defaultImportBytes)
  if (form === 'readBefore') options.onError?.(new MemoryError('invalid_input', readBefore))
  if (typeof form === 'string') return form
  return (await tokens.check(userId, fieldOf(form, 'token'))) ? form : 'refused'
}

async function visitOf(
  { memory, options, additions, site, tokens }: Parts,
  request: Request,
  userId: string,
  asked: Look & Pick<Visit, 'path' | 'form' | 'params'>,
): Promise<Visit> {
  const url = new URL(request.url)
  return {
    ...asked,
    additions,
    home: options.home ?? null,
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
