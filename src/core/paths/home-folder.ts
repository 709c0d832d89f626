import { isAbsolute } from 'node:path'

/** The user's home folder; null where the system knows none, as for a container's user without a name. */
export function homeFolder(): string | null {
  try {
    const home = process.getBuiltinModule('node:os').homedir()
    return isAbsolute(home) ? home : null
  } catch {
    return null
  }
}
