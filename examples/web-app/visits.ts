import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, setSignedCookie } from 'hono/cookie'
import { parseSigned } from 'hono/utils/cookie'
import type { SessionStart } from '../../src/index.ts'

/** One user who is signed in on one browser. */
export interface Visit {
  readonly userId: string
  /** The context of the session start. */
  readonly start: SessionStart
  notes: number
}

const idleMs = 12 * 3_600_000
const name = 'visit'

/**
 * Visits of signed-in users. The cookie holds a random name, signed; everything else stays here, so that signing out ends it. Pages
 * of other origins cannot read it, and their forms do not carry it.
 */
export class Visits {
  readonly #visits = new Map<string, { readonly visit: Visit; seenAt: number }>()
  readonly #secret: string
  readonly #isSecure: boolean
  readonly #now: () => number

  constructor(secret: string, isSecure: boolean, now: () => number = Date.now) {
    this.#secret = secret
    this.#isSecure = isSecure
    this.#now = now
  }

  async begin(context: Context, userId: string, start: SessionStart): Promise<void> {
    this.#sweep()
    const id = randomBytes(24).toString('base64url')
    this.#visits.set(id, { visit: { userId, start, notes: 0 }, seenAt: this.#now() })
    await setSignedCookie(context, name, id, this.#secret, {
      httpOnly: true,
      sameSite: 'Lax',
      secure: this.#isSecure,
      path: '/',
      maxAge: idleMs / 1_000,
    })
  }

  async current(request: Request): Promise<Visit | null> {
    const id = await this.#idIn(request)
    const kept = id === null ? undefined : this.#visits.get(id)
    if (kept === undefined || this.#now() - kept.seenAt > idleMs) return null
    kept.seenAt = this.#now()
    return kept.visit
  }

  async end(context: Context): Promise<void> {
    const id = await this.#idIn(context.req.raw)
    if (id !== null) this.#visits.delete(id)
    deleteCookie(context, name, { path: '/', secure: this.#isSecure })
  }

  /** On every browser. */
  endAllOf(userId: string): void {
    for (const [id, { visit }] of this.#visits) if (visit.userId === userId) this.#visits.delete(id)
  }

  async #idIn({ headers }: Request): Promise<string | null> {
    const cookies = await parseSigned(headers.get('cookie') ?? '', this.#secret, name)
    const id = cookies[name]
    return typeof id === 'string' ? id : null
  }

  #sweep(): void {
    for (const [id, { seenAt }] of this.#visits) if (this.#now() - seenAt > idleMs) this.#visits.delete(id)
  }
}
