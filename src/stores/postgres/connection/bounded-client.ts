import { MemoryError } from '../../../core/errors/errors.ts'
import { noneFree } from './failures.ts'
import {
  takeClient,
  type PostgresClient,
  type PostgresPool,
  type PostgresQuery,
  type PostgresRows,
} from './pool.ts'

/** Silence that is waited for at least, also where the turn in the pool took all the time, in milliseconds. */
const leastSilenceMs = 1_000
/** Time that a driver's own limit gets to tell its reason first, in milliseconds. */
const graceMs = 250

/** Tells that a server gave no answer in time. Counts as a lost connection. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  /** The socket's code for it. */
  readonly code = 'ETIMEDOUT'

  constructor() {
    super('the server gave no answer in time')
  }
}

/**
 * Takes a client that waits a bounded time: for its turn in the pool, and for each answer. A server that hangs keeps its
 * connections open, so only a clock tells.
 *
 * Errors: `busy` where no connection becomes free.
 *
 * @param withinMs - milliseconds for the turn in the pool; what is left of them is how long the server may be silent while a
 *   query is under way
 * @param whenReleased - called once, when the connection is back in the pool, or where none was had
 */
export async function takeBounded(
  pool: PostgresPool,
  withinMs: number,
  whenReleased: () => void = () => undefined,
): Promise<PostgresClient> {
  try {
    return await takeWithin(pool, withinMs, whenReleased)
  } catch (error) {
    whenReleased()
    throw error
  }
}

async function takeWithin(
  pool: PostgresPool,
  withinMs: number,
  whenReleased: () => void,
): Promise<PostgresClient> {
  const began = performance.now()
  const taking = takeClient(pool)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, withinMs + graceMs, null)
  })
  const client = await Promise.race([taking, late]).finally(() => clearTimeout(timer))
  const left = withinMs - (performance.now() - began)
  if (client !== null) return new BoundedClient(client, Math.max(leastSilenceMs, left), whenReleased)
  // Its turn comes once the caller has gone.
  taking.then(
    (unused) => unused.release(),
    () => undefined,
  )
  throw new MemoryError('busy', noneFree)
}

/** A client that throws its connection away where the server is silent. */
class BoundedClient implements PostgresClient {
  readonly #client: PostgresClient
  readonly #withinMs: number
  readonly #whenReleased: () => void
  readonly #waiting = new Set<(error: unknown) => void>()
  #timer: NodeJS.Timeout | null = null
  #isSilent = false
  /** Ends when the last query of a client that takes one at a time was answered. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(client: PostgresClient, withinMs: number, whenReleased: () => void) {
    this.#client = client
    this.#withinMs = withinMs
    this.#whenReleased = whenReleased
  }

  query(query: PostgresQuery): Promise<PostgresRows> {
    if (this.#isSilent) return Promise.reject(new NoAnswer())
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      this.#timer ??= setTimeout(() => this.#giveUp(), this.#withinMs)
      this.#send(query).then(
        (rows) => {
          this.#answered(reject)
          resolve(rows)
        },
        (error: unknown) => {
          this.#answered(reject)
          reject(error)
        },
      )
    })
  }

  /** Sends a query at once, or when it is its turn: `pg` will take no second query where it does not pipeline them. */
  #send(query: PostgresQuery): Promise<PostgresRows> {
    if (this.#client.pipeline !== false) return this.#client.query(query)
    const answer = this.#turn.then(() => this.#client.query(query))
    this.#turn = answer.catch(() => undefined)
    return answer
  }

  on(event: 'error', listener: () => void): unknown {
    return this.#client.on(event, listener)
  }

  release(destroy?: boolean): void {
    clearTimeout(this.#timer ?? undefined)
    this.#client.release(destroy === true || this.#isSilent)
    this.#whenReleased()
  }

  #answered(waiting: (error: unknown) => void): void {
    this.#waiting.delete(waiting)
    if (this.#waiting.size > 0) this.#timer?.refresh()
    else {
      clearTimeout(this.#timer ?? undefined)
      this.#timer = null
    }
  }

  #giveUp(): void {
    this.#isSilent = true
    for (const reject of this.#waiting) reject(new NoAnswer())
    // The driver would wait for the answers before it closes.
    this.#client.connection?.stream?.destroy()
  }
}
