import { createHmac, timingSafeEqual } from 'node:crypto'

const digest = (text) => createHmac('sha256', process.env.SESSION_SECRET).update(text).digest()

/** Makes the cookie of a person who has signed in. */
export function sessionCookie(userId) {
  const id = Buffer.from(userId).toString('base64url')
  return `session=${id}.${digest(id).toString('base64url')}; Path=/; HttpOnly; SameSite=Lax`
}

/** Reads the cookie of a request: the session of a person, or null for a visitor. */
export function sessionOf({ headers }) {
  const cookie = /(?:^|; )session=([\w-]+)\.([\w-]+)/.exec(headers.get('cookie') ?? '')
  if (cookie === null) return null
  const [, id, signature] = cookie
  const given = Buffer.from(signature, 'base64url')
  const expected = digest(id)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return { userId: Buffer.from(id, 'base64url').toString() }
}
