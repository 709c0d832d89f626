import { statSync } from 'node:fs'
import { userFilesIn } from '../stores/per-user/walk.ts'
import { userIdsIn } from '../stores/sqlite/file/user-ids.ts'
import { localPath, type PathLike } from '../core/paths/local-path.ts'
import { fileFailure } from './partial-file.ts'

/**
 * Yields the ids of the users in a file, or in a folder with a file for each user. {@link copyUsers} takes them to move
 * every user.
 *
 * For an operator's programs. An application asks for the users that it knows.
 *
 * Errors: `not_found`, `corrupt`, `newer_schema`, `storage`.
 */
export function readUserIds(store: PathLike): Generator<string> {
  return userIdsAt(localPath(store, { name: 'readUserIds', forDatabase: 'PostgreSQL lists no users' }))
}

function* userIdsAt(path: string): Generator<string> {
  try {
    if (!statSync(path).isDirectory()) yield* userIdsIn(path)
    else for (const file of userFilesIn(path)) yield* userIdsIn(file.path)
  } catch (error) {
    throw fileFailure(error)
  }
}
