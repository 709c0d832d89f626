import { randomBytes, timingSafeEqual } from 'node:crypto'
import { cookieIn } from '../../page/request/cookies.ts'

/** The way into the studio: a token that opens it once, and then a cookie of that browser. */
export interface Entry {
  /** Token of the address that opens the studio. */
  readonly token: string
  /** Uses the token up. Null where it is wrong or was used, else the cookie for the browser. */
  use(token: string): string | null
  /** Tells whether a request comes from the browser that used the token. */
  admits(request: Request): boolean
}

const name = 'ilab-memory-studio'

/** @param path - the only path to which the browser sends the cookie */
export function createEntry(path: string): Entry {
  const token = secret()
  const ticket = secret()
  let isUsed = false
  return {
    token,
    use: (given) => {
      if (isUsed || !isSame(given, token)) return null
      isUsed = true
      return `${name}=${ticket}; Path=${path}; HttpOnly; SameSite=Strict`
    },
    admits: ({ headers }) => isSame(cookieIn(headers.get('cookie') ?? '', name) ?? '', ticket),
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
