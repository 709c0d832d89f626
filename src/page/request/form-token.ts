const text = new TextEncoder()
/** Part of its life in which a token is given out again: a signature has to wait for a thread of the process. */
const sharedPart = 0.01
const mostKept = 1_000

/** Makes and checks the tokens that show that a form comes from a page that this user was given. */
export interface FormTokens {
  /** Makes a token for one user. */
  make(userId: string): Promise<string>
  /** Checks a token. False for one of another user or secret, for a late one and for text that is none. */
  check(userId: string, token: string): Promise<boolean>
}

/**
 * Makes tokens out of a time and its signature with the user's id.
 *
 * @param secret - signs; null takes 32 random bytes
 */
export function createFormTokens(secret: string | null, lifeMs: number, now: () => number): FormTokens {
  const bytes = secret === null ? crypto.getRandomValues(new Uint8Array(32)) : text.encode(secret)
  const key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])
  // An imported key that failed is seen by the first use; without this line it would end the process before.
  key.catch(() => undefined)
  const signed = (userId: string, end: string): Uint8Array<ArrayBuffer> =>
    text.encode(`ilab-memory page form\n${end}\n${userId}`)
  const make = async (userId: string, end: number): Promise<string> => {
    const signature = await crypto.subtle.sign('HMAC', await key, signed(userId, String(end)))
    return `${end}.${hexOf(new Uint8Array(signature))}`
  }
  /** The tokens that users got last, by their ids. */
  const kept = new Map<string, { readonly end: number; readonly token: string }>()
  return {
    make: async (userId) => {
      const end = now() + lifeMs
      const last = kept.get(userId)
      if (last !== undefined && last.end <= end && end - last.end <= lifeMs * sharedPart) return last.token
      const token = await make(userId, end)
      if (kept.size >= mostKept) kept.clear()
      kept.set(userId, { end, token })
      return token
    },
    check: async (userId, token) => {
      const [, end, hex] = /^(\d{1,16})\.([0-9a-f]{64})$/.exec(token) ?? []
      if (end === undefined || hex === undefined || Number(end) < now()) return false
      return crypto.subtle.verify('HMAC', await key, bytesOf(hex), signed(userId, end))
    },
  }
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
