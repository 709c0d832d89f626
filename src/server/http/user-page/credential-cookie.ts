import { cookieIn } from '../../../page/request/cookies.ts'

const name = 'ilab-memory-token'
/** Browsers keep cookies of 4,096 bytes, with the name. */
const longest = 4_000

/** Reads the credential that a browser keeps for the page; null where it keeps none. */
export function credentialOf({ headers }: Request): string | null {
  return cookieIn(headers.get('cookie') ?? '', name) ?? null
}

/** Tells whether a browser keeps a credential of this length. */
export function isKept(credential: string): boolean {
  return credential.length <= longest
}

/** Tells whether a text can be a key or a token, and so the value of a cookie. */
export function isCredential(text: string): boolean {
  return /^[\w.~+/=-]+$/.test(text)
}

/**
 * Makes the cookie that keeps a credential until the browser ends. Scripts cannot read it, no other site's page sends it, and only
 * the page's own path gets it.
 */
export function credentialCookie(credential: string, path: string, isSecure: boolean): string {
  return `${name}=${credential}; ${attributes(path, isSecure)}`
}

/** Makes the cookie that removes a credential. */
export function noCredentialCookie(path: string, isSecure: boolean): string {
  return `${name}=; Max-Age=0; ${attributes(path, isSecure)}`
}

function attributes(path: string, isSecure: boolean): string {
  return `Path=${path}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
}
