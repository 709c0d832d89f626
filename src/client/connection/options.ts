import { invalidInput } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'

/** Options of `connect`; every part is optional. */
export interface ConnectOptions {
  /**
   * API key, `ilm_…`. One that is bound to a user reaches that user's memory only. Excludes `token`.
   * @default no credential
   */
  readonly apiKey?: string | null | undefined
  /**
   * JWT, or a function that returns one before every request and may renew it. Excludes `apiKey`.
   * @default no credential
   */
  readonly token?: string | (() => string | Promise<string>) | null | undefined
  /**
   * Function that sends the requests.
   * @default the platform's own `fetch`
   */
  readonly fetch?: typeof globalThis.fetch | null | undefined
  /**
   * Attempts after the first one, when a call failed in a way that may pass.
   * @default 4
   */
  readonly retries?: number | null | undefined
  /**
   * Milliseconds that one attempt may take, or an export may stay silent. 0: no limit.
   * @default 30_000
   */
  readonly timeoutMs?: number | null | undefined
  /**
   * Send a key with every save, so that a repeated save happens once.
   * @default true
   */
  readonly idempotencyKeys?: boolean | null | undefined
  /**
   * Headers of every request, for proxies between the client and the server.
   * @default none
   */
  readonly headers?: Readonly<Record<string, string>> | null | undefined
  /**
   * Signal that ends every call; the calls reject with its reason.
   * @default none
   */
  readonly signal?: AbortSignal | null | undefined
}

/** Complete options. */
export interface ConnectSettings {
  /** Ends with a slash. */
  readonly base: string
  /** The value of `Authorization`; null without a credential. */
  readonly authorization: () => Promise<string | null>
  readonly fetch: typeof globalThis.fetch
  readonly retries: number
  readonly timeoutMs: number
  readonly idempotencyKeys: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly signals: readonly AbortSignal[]
}

const optionNames: ReadonlySet<string> = new Set<keyof ConnectOptions>([
  'apiKey',
  'token',
  'fetch',
  'retries',
  'timeoutMs',
  'idempotencyKeys',
  'headers',
  'signal',
])

/** Headers that the client sets itself. */
const ownHeaders = new Set([
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'x-expect-user-id',
  'x-user-id',
])

/** Completes and checks options. Errors: `invalid_input`, without repeating what may be a secret. */
export function resolveOptions(url: string | URL, connectOptions: ConnectOptions | null): ConnectSettings {
  const options = given(connectOptions)
  for (const name of Object.keys(options)) {
    if (!optionNames.has(name)) invalidInput('connect: has an option that it does not take')
  }
  const { apiKey, token, signal, retries = 4, timeoutMs = 30_000, idempotencyKeys = true } = options
  if (apiKey !== undefined && token !== undefined)
    invalidInput('connect: apiKey and token exclude each other')
  if (typeof idempotencyKeys !== 'boolean') invalidInput('connect.idempotencyKeys: must be of type boolean')
  if (apiKey !== undefined) requireCredential(apiKey, 'connect.apiKey')
  if (typeof token === 'string') requireCredential(token, 'connect.token')
  return {
    base: baseOf(url),
    authorization: async () => {
      if (apiKey === undefined && token === undefined) return null
      const credential = apiKey ?? (typeof token === 'function' ? await token() : token)
      return `Bearer ${requireCredential(credential, 'connect.token')}`
    },
    // A browser's own fetch must be called on the window.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    retries: requireCount(retries, 'connect.retries'),
    timeoutMs: requireCount(timeoutMs, 'connect.timeoutMs'),
    idempotencyKeys,
    headers: requireHeaders(options.headers ?? {}),
    signals: signal === undefined ? [] : [signal],
  }
}

function baseOf(url: string | URL): string {
  const parsed = URL.canParse(String(url)) ? new URL(url) : null
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    return invalidInput('connect: needs the http or https address of a server')
  if (parsed.username !== '' || parsed.password !== '')
    invalidInput('connect: the address must hold no credential; pass apiKey or token')
  if (parsed.search !== '' || parsed.hash !== '')
    invalidInput('connect: the address must hold neither query nor fragment')
  return parsed.href.endsWith('/') ? parsed.href : `${parsed.href}/`
}

/** Accepts printable ASCII without spaces; other characters would leave the header or be changed in it. */
function requireCredential(credential: unknown, name: string): string {
  return typeof credential === 'string' && /^[\x21-\x7e]+$/.test(credential)
    ? credential
    : invalidInput(`${name}: must be printable ASCII characters without spaces`)
}

function requireCount(value: unknown, name: string): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : invalidInput(`${name}: must be an integer, at least 0`)
}

function requireHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(headers)) {
    if (ownHeaders.has(name.toLowerCase()))
      invalidInput('connect.headers: must not name a header that the client sets itself')
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\x20-\x7e]*$/.test(value))
      invalidInput('connect.headers: must be names and values of printable ASCII characters')
  }
  return { ...headers }
}
