import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { doctor } from '../../../src/maintenance/index.ts'
import { ILabMemory } from '../../../src/index.ts'
import { serveStudio, type RunningStudio } from '../../../src/cli/studio/serve-studio.ts'
import { wordEmbedder } from '../../../src/testing/index.ts'

/** A memory in a file with a studio over it. */
export interface Opened {
  readonly memory: ILabMemory
  readonly studio: RunningStudio
  readonly close: () => Promise<void>
}

/** Opens a studio over a fresh file with a journal and a model. */
export async function openStudio(userId: string | null): Promise<Opened> {
  const path = join(mkdtempSync(join(tmpdir(), 'studio-')), 'memory.db')
  const memory = await ILabMemory.fromPath(path, { journal: true, embedder: wordEmbedder() })
  const studio = await serveStudio({
    memory,
    userId,
    check: () => doctor(path),
    onError: (error) => {
      throw error
    },
  })
  return {
    memory,
    studio,
    close: async () => {
      await studio.close()
      await memory.close()
    },
  }
}

/** Parts of a request. */
interface Sent {
  readonly method?: string
  readonly body?: URLSearchParams
  readonly headers: Record<string, string>
}

/** An answer with its text. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A window that keeps the cookie of a studio and follows no redirects. */
export class Window {
  /** Address of the studio without its token. */
  readonly base: string
  cookie = ''

  constructor(url: string) {
    this.base = url.replace(/\?.*/, '')
  }

  get(path = '', headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(path, { headers })
  }

  async post(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const body = new URLSearchParams(fields)
    return this.#send(path, {
      method: 'POST',
      body,
      headers: { origin: new URL(this.base).origin, ...headers },
    })
  }

  async token(): Promise<string> {
    return /name="token" value="([^"]+)"/.exec((await this.get('/control')).text)?.[1] ?? ''
  }

  async #send(path: string, init: Sent): Promise<Answer> {
    const headers = { ...init.headers, ...(this.cookie === '' ? {} : { cookie: this.cookie }) }
    const response = await fetch(this.base + path, { ...init, headers, redirect: 'manual' })
    const [set] = response.headers.getSetCookie()
    if (set?.startsWith('ilab-memory-studio=') === true) this.cookie = set.split(';')[0] ?? ''
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
}

/** Opens the window of a person with the address that the studio printed. */
export async function opened({ studio }: Opened): Promise<Window> {
  const window = new Window(studio.url)
  await window.get(new URL(studio.url).search)
  return window
}
