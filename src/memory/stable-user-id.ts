import { MemoryError, invalidInput } from '../core/errors/errors.ts'

/**
 * A stable, opaque user id from an e-mail address: the first 24 hexadecimal digits of
 * SHA-256 of `<salt>:<address in lower case>`.
 *
 * Errors: `invalid_input` without a salt; a silent default would make every id guessable.
 *
 * @example
 * ```ts
 * stableUserId('alice@example.com', 'a long secret') // 24 hexadecimal digits
 * ```
 *
 * @param salt - a secret of the application; changing it changes every id. Default: `process.env.USER_ID_SALT`
 */
export function stableUserId(email: string, salt: string | undefined = process.env['USER_ID_SALT']): string {
  if (typeof email !== 'string' || email === '') invalidInput('stableUserId needs an e-mail address')
  if (typeof salt !== 'string' || salt === '') {
    throw new MemoryError('invalid_input', 'stableUserId needs a salt: pass one or set USER_ID_SALT')
  }
  // Loaded by the first call: importing it would double the time to load the library.
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256')
    .update(`${salt}:${inLowerCase(email)}`)
    .digest('hex')
    .slice(0, 24)
}

/**
 * Signs that lower case would turn into a letter of another address: the Kelvin sign becomes a `k`.
 */
const allButLookalikes = /[^\u0130\u03F4\u2126\u212A\u212B]+/g

function inLowerCase(email: string): string {
  return email.replaceAll(allButLookalikes, (part) => part.toLowerCase())
}
