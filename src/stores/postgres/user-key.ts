import crypto from 'node:crypto'

/**
 * The user as every table has it: the first 128 bits of SHA-256 over the user's id, as a UUID. All keys have one
 * length, whatever the application's ids look like, and a key is known without asking the database for it.
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
