import { MemoryError } from '../../core/errors/errors.ts'
import { largestProblem, readText } from './body.ts'
import type { Call } from './call.ts'
import { Deadline, throwIfAborted, untilAborted } from './deadline.ts'
import type { ConnectSettings } from './options.ts'
import { failureOf, type Failure } from './server-failure.ts'

/** User and signals of a call. */
export interface Sending {
  /** User of the memory; null where the credential alone names the user. */
  readonly userId: string | null
  readonly signals: readonly AbortSignal[]
}

/** Time and chance between two attempts. Tests pass their own. */
export interface Waiting {
  readonly pause: (milliseconds: number, signals: readonly AbortSignal[]) => Promise<void>
  /** In [0, 1). */
  readonly random: () => number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Outcome of a call: an answer, or the error that its observation is missing. */
export type Outcome<Answer> = { readonly answer: Answer } | { readonly absent: MemoryError }

/** Milliseconds. The longest wait before the first repetition; it doubles each time. */
const firstWait = 100
const longestWait = 10_000
/** Milliseconds. What asks for more patience than this is not waited for. */
const longestRetryAfter = 60_000

/**
 * Sends a call until it is answered or there is no use in trying again. `read` makes the answer of a success, and releases
 * the deadline when it has read all that it needs; where it throws, that is done here.
 *
 * Waits between attempts grow exponentially and are drawn at random, so that many clients do not come back together.
 */
export async function send<Answer>(
  call: Call,
  { userId, signals }: Sending,
  read: (response: Response, deadline: Deadline) => Promise<Answer>,
  settings: ConnectSettings,
  waiting: Waiting,
): Promise<Outcome<Answer>> {
  for (let repetitions = 0; ; repetitions++) {
    const headers = await untilAborted(headersOf(call, userId, settings), signals)
    const outcome = await attempt(call, headers, signals, read, settings, waiting.now)
    if (!('failure' in outcome)) return outcome
    const { failure } = outcome
    if (failure.isAbsence) return { absent: failure.error }
    if (!mayRepeat(call, failure) || repetitions >= settings.retries) throw failure.error
    if ((failure.retryAfterMs ?? 0) > longestRetryAfter) throw failure.error
    const longest = Math.min(longestWait, firstWait * 2 ** repetitions)
    await waiting.pause((failure.retryAfterMs ?? 0) + waiting.random() * longest, signals)
  }
}

/** Decides if another attempt is safe: it must have the same effect and the same answer as the first. */
function mayRepeat(call: Call, { again, error }: Failure): boolean {
  if (call.isRemoval && error.code === 'busy') return false
  return again === 'always' || (again === 'careful' && call.isRepeatable)
}

async function headersOf(
  call: Call,
  userId: string | null,
  settings: ConnectSettings,
): Promise<Record<string, string>> {
  const authorization = await settings.authorization()
  return {
    ...settings.headers,
    ...call.headers,
    ...(authorization === null ? {} : { authorization }),
    // The second header makes the server refuse a credential of another user.
    ...(userId === null ? {} : { 'x-user-id': userId, 'x-expect-user-id': userId }),
  }
}

async function attempt<Answer>(
  call: Call,
  headers: Readonly<Record<string, string>>,
  signals: readonly AbortSignal[],
  read: (response: Response, deadline: Deadline) => Promise<Answer>,
  settings: ConnectSettings,
  now: () => number,
): Promise<{ readonly answer: Answer } | { readonly failure: Failure }> {
  const deadline = new Deadline(signals, settings.timeoutMs)
  try {
    const response = await settings.fetch(settings.base + call.address, {
      method: call.method,
      headers,
      body: call.body,
      signal: deadline.signal,
      // A credential goes to the server that it was given for, and nowhere else.
      redirect: 'manual',
    })
    if (response.ok) return { answer: await read(response, deadline) }
    const text = await readText(response, largestProblem)
    deadline.end()
    return { failure: failureOf(response.status, text, retryAfterOf(response, now)) }
  } catch (error) {
    deadline.end()
    throwIfAborted(signals)
    return { failure: interrupted(error, deadline.isOver, call) }
  }
}

/** Codes of failures before a connection stood, so that nothing was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'FailedToOpenSocket',
])

/** Makes the failure of an attempt without an answer. Errors of our own, thrown while reading one, stay as they are. */
function interrupted(thrown: unknown, isLate: boolean, call: Call): Failure {
  const common = { retryAfterMs: null, isAbsence: false }
  if (thrown instanceof MemoryError) return { ...common, error: thrown, again: 'never' }
  const networkCode = codeOf(thrown)
  const isUnsent = networkCode !== undefined && neverSent.has(networkCode)
  const message = isLate ? 'the server did not answer in time' : 'the server cannot be reached'
  const doubt = isUnsent || call.isRepeatable ? '' : '; whether it was done is not known'
  return {
    ...common,
    error: new MemoryError('storage', message + doubt, {
      cause: isLate ? undefined : withoutAddress(thrown, networkCode, call),
    }),
    again: isUnsent ? 'always' : 'careful',
  }
}

/** Reads the platform's code for a failure of the network, if there is one. */
function codeOf(thrown: unknown): string | undefined {
  const errors = [thrown, thrown instanceof Error ? thrown.cause : undefined]
  return errors
    .map((error) => (error instanceof Error && 'code' in error ? error.code : undefined))
    .find((code) => typeof code === 'string')
}

/** Some platforms put the address into their errors, and its query may hold what the user wrote. */
function withoutAddress(thrown: unknown, networkCode: string | undefined, call: Call): unknown {
  return call.address.includes('?') ? new Error(networkCode ?? 'the network failed') : thrown
}

/** `Retry-After` in milliseconds, given as seconds or as a date. */
function retryAfterOf(response: Response, now: () => number): number | null {
  const text = response.headers.get('retry-after')
  if (text === null) return null
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now())
}
