import { MemoryError } from '../../../core/errors/errors.ts'

/** Oldest version of Node with all parts of `node:sqlite` that the store needs. */
export const minimumNode = '22.16.0'
/** Releases of Node with such a SQLite, for messages; `engines` of the package says the same. */
export const supportedNode = 'Node 22.22.3, 24.15, 26 or later'
/** Oldest safe SQLite. Earlier ones can lose committed writes when a write-ahead log is reset during a read. */
export const minimumSqlite = '3.51.3'

/**
 * Loads Node's own SQLite. An import statement would fail on an older Node before it can say why, and `require` does
 * not exist in every bundle. `process.getBuiltinModule` works in ESM, in CommonJS and in bundles of either.
 *
 * Errors: `unsupported_runtime`.
 */
export function loadSqlite(): typeof import('node:sqlite') {
  requireThisRuntime()
  // The function is missing before Node 22.3 and 20.16.
  const sqlite = process.getBuiltinModule?.('node:sqlite')
  return sqlite ?? refuse(`this runtime has no node:sqlite: ilab-memory needs ${supportedNode}`)
}

/** Refuses the runtime of this process where a store could lose data or crash. Errors: `unsupported_runtime`. */
export function requireThisRuntime(): void {
  requireSupportedRuntime({ node: process.versions.node, sqlite: process.versions['sqlite'] })
}

/**
 * Refuses versions on which a store could lose data or crash.
 *
 * Errors: `unsupported_runtime`, naming the version that is needed.
 */
export function requireSupportedRuntime(versions: {
  readonly node: string
  readonly sqlite?: string | undefined
}): void {
  if (isOlder(versions.node, minimumNode)) {
    refuse(`Node ${versions.node} is too old: ilab-memory needs ${supportedNode}`)
  }
  if (versions.sqlite === undefined) {
    refuse(`this Node has no SQLite of its own: ilab-memory needs ${supportedNode}, built with SQLite`)
  }
  if (isOlder(versions.sqlite, minimumSqlite)) {
    refuse(
      `Node ${versions.node} brings SQLite ${versions.sqlite}, which can lose writes: ` +
        `ilab-memory needs SQLite ${minimumSqlite} or later, which ${supportedNode} has`,
    )
  }
}

function refuse(message: string): never {
  throw new MemoryError('unsupported_runtime', message)
}

function isOlder(version: string, minimum: string): boolean {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10))
  const needed = minimum.split('.').map(Number)
  for (let i = 0; i < needed.length; i++) {
    const difference = (parts[i] ?? 0) - (needed[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}
