import { invalidInput } from './errors/errors.ts'

/**
 * Checks a user id: 1 to 255 printable ASCII characters without spaces, compared exactly.
 *
 * Errors: `invalid_input`.
 */
export function requireUserId(userId: unknown): string {
  if (typeof userId !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(userId)) {
    invalidInput('must be 1 to 255 printable ASCII characters without spaces', { field: 'userId' })
  }
  return userId
}
