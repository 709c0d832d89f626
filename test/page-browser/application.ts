import { serve } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import type { ILabMemory } from '../../src/index.ts'
import type { MemoryPageOptions } from '../../src/page/index.ts'
import { openMemory, pageOf } from '../page/browsing.ts'
import { settingsScreen } from './settings-screen.ts'
import { sharedBrowser } from './shared-browser.ts'

/** Looks of a window, and the scripts that run in it. */
export interface Look {
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
  /** `blocked` lets the browser run scripts but not load the page's own, so that axe can look at the plain page. */
  readonly script?: 'on' | 'off' | 'blocked'
  readonly timezoneId?: string
}

/** An application with the page in it, and a browser. */
export interface Application extends AsyncDisposable {
  readonly memory: ILabMemory
  /** Address of the page. */
  readonly url: string
  /** Address of the application. */
  readonly origin: string
  /** Opens a window in which a user is signed in. */
  readonly tabOf: (userId: string, look?: Look) => Promise<Page>
}

/** Starts an application on loopback. */
export async function startApplication(
  options: Partial<MemoryPageOptions> = {},
  config: Parameters<typeof openMemory>[0] = {},
): Promise<Application> {
  const memory = await openMemory(config)
  const page = pageOf(memory, { user: signedIn, ...options })
  const server = serve({
    fetch: (request) => settingsScreen(request) ?? page.fetch(request),
    port: 0,
    hostname: '127.0.0.1',
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const browser = await sharedBrowser()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const url = `${origin}/memory`
  return {
    memory,
    url,
    origin,
    tabOf: (userId, look = {}) => openTab(browser, url, userId, look),
    [Symbol.asyncDispose]: async () => {
      server.close()
      await memory.close()
    },
  }
}

/** The session of the application: a cookie. A request that outlives its window has it, too. */
function signedIn({ headers }: Request): string | null {
  const id = /(?:^|; )session=([^;]+)/.exec(headers.get('cookie') ?? '')?.[1]
  return id === undefined ? null : decodeURIComponent(id)
}

async function openTab(browser: Browser, url: string, userId: string, look: Look): Promise<Page> {
  const { colorScheme = 'light', width = 1280, script = 'on', timezoneId = 'UTC' } = look
  const context = await browser.newContext({
    colorScheme,
    timezoneId,
    bypassCSP: script === 'blocked',
    javaScriptEnabled: script !== 'off',
    viewport: { width, height: 800 },
  })
  await context.addCookies([{ name: 'session', value: encodeURIComponent(userId), url }])
  context.setDefaultTimeout(20_000)
  if (script === 'blocked') await context.route('**/script-*.js', (route) => route.abort())
  return context.newPage()
}
