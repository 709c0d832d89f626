import { existsSync } from 'node:fs'
import { MemoryError } from '../../core/errors.ts'

/**
 * Finds the program of a thread, which lies beside this module: TypeScript in the sources, JavaScript in the package.
 *
 * Errors: `unsupported_runtime` where a bundler has put this module into another file.
 */
export function threadProgram(): URL {
  // A bundle in CommonJS has no `import.meta.url`.
  const here = (import.meta as { readonly url?: string }).url ?? ''
  const type = /\/program\.([jt]s)$/.exec(here)?.[1]
  const program = type === undefined ? null : new URL(`./thread.${type}`, here)
  if (program !== null && existsSync(program)) return program
  throw new MemoryError(
    'unsupported_runtime',
    'threads: a bundler has moved this code away from the program of the thread: ' +
      'keep ilab-memory out of the bundle (external), or leave threads at 0',
  )
}
