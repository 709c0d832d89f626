import { ILabMemory, type MemoryOfUsers } from '../../src/index.ts'
import { createMemoryPage, type MemoryPage, type MemoryPageOptions } from '../../src/page/index.ts'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Origin of the application in the tests. */
export const origin = 'https://app.example'

/** Opens a memory in a file of its own. */
export function openMemory(config: Parameters<typeof ILabMemory.fromPath>[1] = {}): Promise<ILabMemory> {
  return ILabMemory.fromPath(join(mkdtempSync(join(tmpdir(), 'page-')), 'memory.db'), config)
}

/** Makes a page for users who are named by a header, as a session would name them. */
export function pageOf(memory: MemoryOfUsers, options: Partial<MemoryPageOptions> = {}): MemoryPage {
  return createMemoryPage(memory, {
    user: (request) => request.headers.get('x-test-user'),
    basePath: '/memory',
    ...options,
  })
}

/** An answer with its text. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A window of one user's browser: it follows redirects by hand and sends forms as a browser does. */
export class Window {
  readonly #page: MemoryPage
  readonly #userId: string | null
  readonly #headers: Readonly<Record<string, string>>

  constructor(page: MemoryPage, userId: string | null, headers: Readonly<Record<string, string>> = {}) {
    this.#page = page
    this.#userId = userId
    this.#headers = headers
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#send(new Request(`${origin}/memory${path}`, { headers: this.#own(headers) }))
  }

  /** A token as the page of this user has it. */
  async token(): Promise<string> {
    return /name="token" value="([^"]+)"/.exec((await this.get('/control')).text)?.[1] ?? ''
  }

  /** Sends a form with a token of this user's, unless it has one. */
  async post(
    path: string,
    fields: Readonly<Record<string, string>> | [string, string][] = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const form = new URLSearchParams(fields as Record<string, string>)
    if (!form.has('token')) form.set('token', await this.token())
    return this.#send(
      new Request(`${origin}/memory${path}`, {
        method: 'POST',
        headers: this.#own({ origin, ...headers }),
        body: form,
      }),
    )
  }

  /** Sends a file. */
  async upload(path: string, file: string): Promise<Answer> {
    const form = new FormData()
    form.set('token', await this.token())
    form.set('file', new File([file], 'memory.jsonl'))
    return this.#send(
      new Request(`${origin}/memory${path}`, { method: 'POST', headers: this.#own({ origin }), body: form }),
    )
  }

  #own(headers: Readonly<Record<string, string>>): Record<string, string> {
    return {
      ...(this.#userId === null ? {} : { 'x-test-user': this.#userId }),
      ...this.#headers,
      ...headers,
    }
  }

  async #send(request: Request): Promise<Answer> {
    const response = await this.#page.fetch(request)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}

/** A page without the one script that is its own. */
export function withoutOwnScript(text: string): string {
  return text.replace(/<script src="\/memory\/script-[0-9a-f]{16}\.js"><\/script>/, '')
}
