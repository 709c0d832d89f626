import { MemoryError } from '../../../core/errors/errors.ts'
import type { Statements } from '../tables/statements.ts'

const ownerSetting = 'owner'

/**
 * Checks that a file of one user belongs to the user it is opened for. A new file is given to that user.
 *
 * Errors: `corrupt` for a file of another user, or of many, in this one's place.
 *
 * @param owner - digest of the user's id
 */
export function requireOwner(statements: Statements, owner: string): void {
  const stored = statements.readSetting.get(ownerSetting)?.['value']
  if (stored === owner) return
  if (stored === undefined && statements.anyUser.get() === undefined) {
    statements.writeSetting.run(ownerSetting, owner)
    return
  }
  throw new MemoryError('corrupt', 'the file does not belong to this user: files were swapped or copied')
}
