import { existsSync } from 'node:fs'
import { MemoryError } from '../../core/errors/errors.ts'

/** Name of the thread's program, unlike any program of an application, for bundlers that put files together. */
const name = 'ilab-memory-thread'

/**
 * Finds the program of a thread, which lies beside this code: TypeScript in the sources, JavaScript in the package.
 *
 * Errors: `unsupported_runtime` where a bundler has put this code into another file.
 */
export function threadProgram(): URL {
  // A bundle in CommonJS has no `import.meta.url`.
  const here = (import.meta as { readonly url?: string }).url ?? ''
  // Built as text: a bundler reads `new URL(…, import.meta.url)` as a request to pack every matching file.
  const program = here.replace(/[^/]*(\.[jt]s)$/, `${name}$1`)
  if (program !== here && existsSync(new URL(program))) return new URL(program)
  throw new MemoryError(
    'unsupported_runtime',
    'threads: a bundler has moved this code away from the program of the thread: ' +
      'keep ilab-memory out of the bundle (external), or leave threads at 0',
  )
}
