import crypto from 'node:crypto'

/**
 * Returns the user's key in every table: the first 128 bits of SHA-256 of the user's id, as a UUID. All keys have one
 * length, and computing one needs no query.
 */
export function userKeyOf(userId: string): string {
  const digits = crypto.hash('sha256', userId, 'hex')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-')
}
