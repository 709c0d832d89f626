import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'

/** Length of a project's name in a topic key. */
const longestName = 60

/**
 * Makes the beginning of the topic keys of the project that a folder belongs to: `project/<name>/`, by the root of its
 * repository, so that every folder below and every work tree counts for one project. '' outside of a repository.
 */
export function projectPrefix(folder: string): string {
  const root = isAbsolute(folder) ? rootAbove(folder) : null
  const name =
    root === null
      ? ''
      : basename(root)
          .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
          .slice(0, longestName)
  return name === '' ? '' : `project/${name.toWellFormed()}/`
}

function rootAbove(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = rootAt(at)
    if (found !== null) return found
    if (dirname(at) === at) return null
  }
}

function rootAt(folder: string): string | null {
  const git = join(folder, '.git')
  try {
    if (statSync(git).isDirectory()) return folder
    // A work tree names its place inside the repository that it belongs to.
    const [, place = ''] = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8')) ?? []
    const [repository, rest] = resolve(folder, place).split(/[\\/]\.git[\\/]/)
    return rest?.startsWith('worktrees') === true && repository ? repository : folder
  } catch {
    return null
  }
}
