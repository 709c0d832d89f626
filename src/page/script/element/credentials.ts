import type { TokenSource } from './memory-element.ts'

/** Failure of the application's function. */
export class TokenError extends Error {}

/** Requests of one element, with the credential of its user. */
export interface Requests {
  /** Makes the headers of a request. Rejects with `TokenError` where the application has no token. */
  headers(): Promise<Record<string, string>>
  /** Tells whether the token is another one than that of the last request. */
  hasChanged(): Promise<boolean>
  /** Sends a request. After a 401 it asks the application for a token once more. */
  send(url: string, options: RequestInit): Promise<Response>
}

/** The part of an element that its requests need. */
interface Sender {
  readonly token: TokenSource | null
  /** Language that the application asks for; null leaves it to the person. */
  readonly language: string | null
}

/**
 * Makes the requests of an element. They go to this page's own origin only, so that no other server gets a token.
 */
export function createRequests(sender: Sender): Requests {
  let last: Record<string, string> = {}
  const headers = async (): Promise<Record<string, string>> => {
    const language: Record<string, string> =
      sender.language === null ? {} : { 'ilab-memory-language': sender.language }
    last =
      sender.token === null
        ? language
        : { ...language, authorization: `Bearer ${await tokenOf(sender.token)}` }
    return last
  }
  const send = async (url: string, options: RequestInit): Promise<Response> => {
    if (new URL(url).origin !== location.origin) throw new TypeError('another origin')
    // A page that ends has no time for a new token.
    const used = options.keepalive === true && last['authorization'] !== undefined ? last : await headers()
    const response = await fetch(url, { ...options, headers: used, mode: 'same-origin' })
    if (response.status !== 401 || sender.token === null) return response
    const again = await headers()
    return again['authorization'] === used['authorization']
      ? response
      : fetch(url, { ...options, headers: again, mode: 'same-origin' })
  }
  const hasChanged = async (): Promise<boolean> => {
    const before = last['authorization']
    return (await headers())['authorization'] !== before
  }
  return { headers, hasChanged, send }
}

async function tokenOf(source: TokenSource): Promise<string> {
  try {
    return await source()
  } catch (cause) {
    throw new TokenError('no token', { cause })
  }
}
