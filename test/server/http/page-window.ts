import { expect } from 'vitest'
import { startServer, type Answer, type Started } from './fixture.ts'

/** A browser window over the socket: it keeps one cookie, as the server sets it, and follows no redirects. */
export class Window {
  readonly #url: string
  cookie = ''

  constructor(url: string) {
    this.#url = url
  }

  get(path = '', headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send('GET', path, null, headers)
  }

  post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send('POST', path, new URLSearchParams(fields), { origin: this.#url, ...headers })
  }

  signIn(credential: string): Promise<Answer> {
    return this.post('/sign-in', { credential })
  }

  /** Reads the token that the forms of the page have. */
  async token(): Promise<string> {
    return /name="token" value="([^"]+)"/.exec((await this.get('/control')).text)?.[1] ?? ''
  }

  async #send(
    method: string,
    path: string,
    body: URLSearchParams | null,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(`${this.#url}/page${path}`, {
      method,
      body,
      redirect: 'manual',
      headers: { ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...headers },
    })
    const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith('ilab-memory-token='))
    if (set !== undefined) this.cookie = set.includes('Max-Age=0') ? '' : (set.split(';')[0] ?? '')
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
  }
}

export async function started(options: Parameters<typeof startServer>[0] = {}): Promise<
  Started & {
    readonly keyOf: (userId: string | null, scopes?: Parameters<Started['keyFor']>[1]) => Promise<string>
  }
> {
  const server = await startServer({ keys: true, page: {}, ...options })
  return {
    ...server,
    keyOf: async (userId, scopes) =>
      ((await server.keyFor(userId, scopes))['authorization'] ?? '').replace('Bearer ', ''),
  }
}

export async function signedIn({ server }: Started, key: string): Promise<Window> {
  const window = new Window(server.url)
  expect(await window.signIn(key)).toMatchObject({ status: 303 })
  return window
}
