import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { MemoryError, type ErrorCode, type UserMemory } from '../../src/index.ts'
import { createMemoryPage } from '../../src/page/index.ts'
import type { Accounts } from './accounts.ts'
import { errorPage, notebookPage, noteTypes, receiptPage, settingsPage, signInPage } from './pages.ts'
import { style } from './style.ts'
import type { Visit, Visits } from './visits.ts'

/**
 * The part of a memory that the application needs: an embedded one, a remote one, or another source of such
 * handles.
 */
export interface ManyUsers {
  forUser(userId: string): UserMemory
}

interface Parts {
  readonly memory: ManyUsers
  readonly accounts: Accounts
  readonly visits: Visits
  /** Signs the forms of the memory page: at least 32 characters. */
  readonly secret: string
  /** Origin in the browser's address line, where a proxy stands before this server. */
  readonly origin?: string | undefined
}

/** Texts for errors that a user can act on. */
const statuses: Partial<Record<ErrorCode, 400 | 404 | 429 | 503 | 507>> = {
  invalid_input: 400,
  quota_exceeded: 507,
  busy: 503,
  rate_limited: 429,
}

/** A notebook for many people. The user of a request comes from its cookie only. */
export function createWebApp(parts: Parts): Hono {
  const app = new Hono()
  // First: the page has headers, a check of origins and bounds of its own.
  addMemoryPage(app, parts)
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        // The element of the memory page, and what it fetches.
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      // Plain HTTP on this machine must go on working.
      strictTransportSecurity: false,
    }),
    async (context, next) => {
      await next()
      context.header('cache-control', 'no-store')
    },
    bodyLimit({ maxSize: 2 ** 20 }),
    // Forms of other sites are refused, with any cookie.
    csrf(parts.origin === undefined ? {} : { origin: parts.origin }),
  )
  app.get('/style.css', (context) => context.body(style, 200, { 'content-type': 'text/css' }))
  app.onError((error, context) => {
    const status = error instanceof MemoryError ? statuses[error.code] : undefined
    if (status !== undefined) return context.html(errorPage(error.message), status)
    if (error instanceof HTTPException) return context.html(errorPage('This was refused.'), error.status)
    console.error(error instanceof MemoryError ? error.code : error)
    return context.html(errorPage('Something went wrong. Nothing of what you wrote is in the log.'), 500)
  })
  addDoors(app, parts)
  addNotes(app, parts)
  addLeaving(app, parts)
  return app
}

/** Mounts the page on which a user sees, searches, corrects, exports and erases what is remembered. */
function addMemoryPage(app: Hono, { memory, visits, secret, origin }: Parts): void {
  const page = createMemoryPage(memory, {
    user: async (request) => (await visits.current(request))?.userId ?? null,
    basePath: '/memory',
    home: '/',
    origin,
    secret,
  })
  app.on(['GET', 'POST'], ['/memory', '/memory/*'], async (context) => {
    const request = context.req.raw
    return (await visits.current(request)) === null ? context.redirect('/sign-in', 303) : page.fetch(request)
  })
}

/** Signing in and up. */
function addDoors(app: Hono, { memory, accounts, visits }: Parts): void {
  app.get('/sign-in', (context) => context.html(signInPage('')))
  const enter = async (context: Context, userId: string): Promise<Response> => {
    await visits.begin(context, userId, await memory.forUser(userId).startSession())
    return context.redirect('/', 303)
  }
  app.post('/sign-in', async (context) => {
    const { address, password } = await credentialsIn(context)
    const userId = await accounts.signIn(address, password)
    return userId === null
      ? context.html(signInPage('Address and password do not go together.'), 403)
      : enter(context, userId)
  })
  app.post('/sign-up', async (context) => {
    const { address, password } = await credentialsIn(context)
    if (!/^\S+@\S+$/.test(address) || password.length < 8)
      return context.html(signInPage('An address and a password of at least 8 characters are needed.'), 400)
    const userId = await accounts.signUp(address, password)
    if (userId === null) return context.html(signInPage('Sign in: there is an account of this address.'), 409)
    await memory.forUser(userId).save({
      type: 'profile',
      title: 'Account created',
      content: `Signed up with the address <private>${address}</private>.`,
      topicKey: 'account/profile',
    })
    return enter(context, userId)
  })
}

/** Writing, and the way to everything that was written. */
function addNotes(app: Hono, parts: Parts): void {
  const saved = {
    created: 'Saved.',
    updated: 'The note of this topic was replaced.',
    deduped: 'This is there already.',
  }
  app.get(
    '/',
    signedIn(parts, async (context, { start }, user) =>
      context.html(notebookPage({ start, stats: await user.stats(), message: '' })),
    ),
  )
  app.post(
    '/notes',
    signedIn(parts, async (context, visit, user) => {
      const topicKey = (await field(context, 'topicKey')).trim()
      const type = await field(context, 'type')
      const { outcome } = await user.save({
        type: type in noteTypes ? type : 'discovery',
        title: await field(context, 'title'),
        content: await field(context, 'content'),
        topicKey: topicKey === '' ? null : topicKey,
      })
      if (outcome !== 'deduped') visit.notes++
      const stats = await user.stats()
      return context.html(notebookPage({ start: visit.start, stats, message: saved[outcome] }))
    }),
  )
}

/** Settings, signing out, and being forgotten with the account. */
function addLeaving(app: Hono, parts: Parts): void {
  const { accounts, visits } = parts
  app.get(
    '/settings',
    signedIn(parts, async (context) => context.html(settingsPage())),
  )
  app.post(
    '/sign-out',
    signedIn(parts, async (context, visit, user) => {
      const own = (await field(context, 'summary')).trim()
      const summary = own === '' ? `Wrote ${visit.notes} note(s).` : own
      await user.endSession(summary).catch((error: unknown) => {
        // Another browser of the same user may have ended it.
        if (!(error instanceof MemoryError) || error.code !== 'no_active_session') throw error
      })
      await visits.end(context)
      return context.redirect('/sign-in', 303)
    }),
  )
  app.post(
    '/delete',
    signedIn(parts, async (context, visit, user) => {
      if (!(await accounts.isPasswordOf(visit.userId, await field(context, 'password'))))
        return context.html(errorPage('This is not your password. Nothing was deleted.'), 403)
      // The account goes last, so that an interrupted user can sign in and try again.
      const receipt = await user.erase()
      accounts.remove(visit.userId)
      await visits.end(context)
      visits.endAllOf(visit.userId)
      return context.html(receiptPage(receipt))
    }),
  )
}

/** Passes on the signed-in user's own memory, and redirects other visitors to the sign-in page. */
function signedIn(
  { memory, visits }: Parts,
  answer: (context: Context, visit: Visit, user: UserMemory) => Promise<Response>,
): (context: Context) => Promise<Response> {
  return async (context) => {
    const visit = await visits.current(context.req.raw)
    return visit === null
      ? context.redirect('/sign-in', 303)
      : answer(context, visit, memory.forUser(visit.userId))
  }
}

async function field(context: Context, name: string): Promise<string> {
  const value = (await context.req.parseBody())[name]
  return typeof value === 'string' ? value : ''
}

async function credentialsIn(context: Context): Promise<{ address: string; password: string }> {
  return { address: await field(context, 'address'), password: await field(context, 'password') }
}
