import { setTimeout as passed } from 'node:timers/promises'
import { MemoryError } from '../../core/errors/errors.ts'
import type { EmbedderCall } from '../../core/model/embedder.ts'
import type { HttpModelOptions } from './options.ts'

/** One request to a model's server. */
export interface ModelRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

const firstDelayMs = 500
const longestDelayMs = 60_000
const defaults = { timeoutMs: 30_000, retries: 3 } as const

/** Milliseconds before the next attempt: as the server asks, else doubled each time, with jitter. */
export function delayBefore(repeats: number, retryAfter: string | null, random: number, now: number): number {
  const asked = retryAfter === null ? Number.NaN : askedDelay(retryAfter, now)
  if (!Number.isNaN(asked)) return Math.min(longestDelayMs, Math.max(0, asked))
  return Math.min(longestDelayMs, firstDelayMs * 2 ** repeats) * (0.5 + random / 2)
}

function askedDelay(retryAfter: string, now: number): number {
  return /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now
}

/** An answer that asks for another attempt, or the answer. */
type Outcome =
  | { readonly answer: unknown }
  | { readonly failure: MemoryError; readonly retryAfter: string | null }

function failureOf(status: number): MemoryError {
  if (status === 401 || status === 403)
    return new MemoryError('unauthorized', `the model's server refused the key (status ${status})`)
  if (status === 429 || status >= 500)
    return new MemoryError('busy', `the model's server is busy or failed (status ${status})`)
  return new MemoryError('invalid_input', `the model's server refused the request (status ${status})`)
}

async function attempt(
  request: ModelRequest,
  options: HttpModelOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const timeout = AbortSignal.timeout(options.timeoutMs ?? defaults.timeoutMs)
  const send = options.fetch ?? fetch
  try {
    const response = await send(request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...request.headers },
      body: JSON.stringify(request.body),
      signal: AbortSignal.any([signal, timeout]),
      // Another host must see neither the texts nor the key.
      redirect: 'error',
    })
    if (response.ok) return { answer: await response.json() }
    await response.body?.cancel()
    const failure = failureOf(response.status)
    if (failure.code !== 'busy') throw failure
    return { failure, retryAfter: response.headers.get('retry-after') }
  } catch (error) {
    if (error instanceof MemoryError) throw error
    signal.throwIfAborted()
    // The cause stays out: its text may repeat what was sent.
    const what = timeout.aborted ? 'did not answer in time' : 'cannot be reached or broke off'
    return { failure: new MemoryError('busy', `the model's server ${what}`), retryAfter: null }
  }
}

/**
 * Posts JSON and returns the answer's JSON.
 *
 * Errors: `unauthorized`, `invalid_input` for a refused request, `busy` after the last attempt, the signal's reason. None
 * repeats a text or a key.
 */
export async function post(
  request: ModelRequest,
  options: HttpModelOptions,
  { kind, signal }: EmbedderCall,
): Promise<unknown> {
  const retries = kind === 'query' ? 0 : (options.retries ?? defaults.retries)
  for (let number = 0; ; number++) {
    const outcome = await attempt(request, options, signal)
    if ('answer' in outcome) return outcome.answer
    if (number >= retries) throw outcome.failure
    const delay = delayBefore(number, outcome.retryAfter, Math.random(), Date.now())
    await passed(delay, undefined, { signal, ref: false }).catch(() => signal.throwIfAborted())
  }
}

/** Takes the vectors of an answer. Errors: `storage` where it has none. Their number and length are checked by the memory. */
export function vectorsIn(answer: unknown, pick: (answer: never) => unknown): number[][] {
  let vectors: unknown
  try {
    vectors = pick(answer as never)
  } catch {
    vectors = null
  }
  if (Array.isArray(vectors) && vectors.every((vector) => Array.isArray(vector))) return vectors as number[][]
  throw new MemoryError('storage', "the model's server answered without vectors")
}
