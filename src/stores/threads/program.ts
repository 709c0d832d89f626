import { existsSync } from 'node:fs'
import { MemoryError } from '../../core/errors.ts'

/** Named so that no other program of an application can be taken for it where a bundler puts files together. */
const name = './ilab-memory-thread'

/**
 * Finds the program of a thread, which lies beside this code: TypeScript in the sources, JavaScript in the package.
 *
 * Errors: `unsupported_runtime` where a bundler has put this code into another file.
 */
export function threadProgram(): URL {
  // A bundle in CommonJS has no `import.meta.url`.
  const here = (import.meta as { readonly url?: string }).url ?? ''
  const type = /\.([jt]s)$/.exec(here)?.[1]
  const program = type === undefined ? null : new URL(`${name}.${type}`, here)
  if (program !== null && existsSync(program)) return program
  throw new MemoryError(
    'unsupported_runtime',
    'threads: a bundler has moved this code away from the program of the thread: ' +
      'keep ilab-memory out of the bundle (external), or leave threads at 0',
  )
}
