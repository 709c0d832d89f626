import { createReadStream } from 'node:fs'
import { invalidInput } from '../../core/errors/errors.ts'
import { requireUserId } from '../../core/user-id.ts'
import { filePath } from '../../core/paths/kind-of-place.ts'
import type { PathLike } from '../../core/paths/local-path.ts'
import { utf8Lines } from '../../wire/utf8-lines.ts'
import { fileFailure } from '../partial-file.ts'

/**
 * Yields the user ids of a file: one on a line, or JSON as `export --all` writes it, `{"user_id":"ada"}`. An id that
 * begins with `{` or `"` must be JSON.
 *
 * Errors: `not_found`, `invalid_input` with the number of the line.
 */
export async function* readUserList(file: PathLike): AsyncGenerator<string> {
  const path = filePath(file, { name: 'users', otherwise: 'name the file to read' })
  let number = 0
  try {
    for await (const line of utf8Lines(createReadStream(path), 'the list of users')) {
      number++
      if (line.trim() !== '') yield userIdIn(line, number)
    }
  } catch (error) {
    throw fileFailure(error)
  }
}

function userIdIn(line: string, number: number): string {
  if (!/^["{]/.test(line)) return checked(line, number)
  const value = parsed(line, number)
  const isNamed = typeof value === 'object' && value !== null && 'user_id' in value
  return checked(isNamed ? value.user_id : value, number)
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return invalidInput('is not JSON', { line: number })
  }
}

function checked(userId: unknown, number: number): string {
  try {
    return requireUserId(userId)
  } catch {
    return invalidInput('names no user', { line: number })
  }
}
