import { randomBytes } from 'node:crypto'
import { requireUserId } from '../../core/user-id.ts'
import type { MemoryOfUsers } from '../../core/user-memory.ts'
import { createHostedPage, type HostedPage } from '../../page/memory-page.ts'
import { noAdditions } from '../../page/request/additions.ts'
import { fieldOf, readForm } from '../../page/request/form.ts'
import { isSameOrigin } from '../../page/request/same-origin.ts'
import { createEntry, type Entry } from './entry.ts'
import { createStudioRoutes, studioLinks, userPath, type CheckStore } from './routes.ts'
import { studioTexts } from './texts/studio-texts.ts'
import { showChoice, showClosed, showOpening } from './views/entry-view.ts'

/** Options of a studio. */
export interface StudioOptions {
  readonly memory: MemoryOfUsers
  /** User to begin with; null asks for one. */
  readonly userId: string | null
  readonly check: CheckStore
  /** Is told of errors that the studio answers with status 500. */
  readonly onError: (error: unknown) => void
}

/** A studio that answers requests. */
export interface Studio {
  /** Path and query that open it, once. */
  readonly address: string
  /** @param host - the only `Host` that is answered: a web page may point a name of its own to this machine */
  fetch(request: Request, host: string): Promise<Response>
}

/** Parts that the requests of a studio share. */
interface Parts {
  readonly page: HostedPage
  readonly entry: Entry
  readonly basePath: string
  /** The one user who is shown. */
  userId: string | null
}

const mostFormBytes = 16_384

/**
 * Makes a studio over a memory, for one user at a time. It lies below a path that is made anew each time: other servers of this
 * machine share the host, and must not get its cookie.
 */
export function createStudio({ memory, userId, check, onError }: StudioOptions): Studio {
  const basePath = `/studio-${randomBytes(8).toString('hex')}`
  const page: HostedPage = createHostedPage(
    memory,
    { user: () => parts.userId, basePath, onError },
    {
      ...noAdditions,
      routes: createStudioRoutes(check),
      brand: (shown, language) => studioTexts(language).brand(shown),
      links: studioLinks,
    },
  )
  const parts: Parts = { page, entry: createEntry(basePath), basePath, userId }
  return {
    address: `${basePath}?token=${parts.entry.token}`,
    fetch: async (request, host) =>
      request.headers.get('host') === host
        ? answerTo(parts, request)
        : new Response('open the studio by the address that it printed\n', { status: 403 }),
  }
}

async function answerTo(parts: Parts, request: Request): Promise<Response> {
  const { page, entry, basePath } = parts
  const { pathname, searchParams } = new URL(request.url)
  if (pathname !== basePath && !pathname.startsWith(`${basePath}/`))
    return new Response(null, { status: 404 })
  const file = await page.file(request)
  if (file !== null) return file
  const look = await page.look(request)
  if (!entry.admits(request)) {
    const cookie = request.method === 'GET' ? entry.use(searchParams.get('token') ?? '') : null
    return cookie === null ? showClosed(look) : showOpening(look, basePath, cookie)
  }
  if (pathname === `${basePath}${userPath}`) return choose(parts, request)
  if (parts.userId === null) return showChoice(look, `${basePath}${userPath}`, false)
  return page.fetch(request)
}

/** Shows the form for a user, or takes its answer. */
async function choose(parts: Parts, request: Request): Promise<Response> {
  const { page, basePath } = parts
  const look = await page.look(request)
  const path = `${basePath}${userPath}`
  if (request.method !== 'POST') return showChoice(look, path, false)
  if (!isSameOrigin(request, null)) return page.problem(request, 'refused')
  const form = await readForm(request, mostFormBytes, 0)
  try {
    parts.userId = requireUserId(typeof form === 'string' ? '' : fieldOf(form, 'user'))
  } catch {
    return showChoice(look, path, true)
  }
  return new Response(null, { status: 303, headers: { location: basePath } })
}
