import { invalidInput } from '../../core/errors/errors.ts'
import type { Config } from '../../core/model.ts'
import { registeredTelemetry } from '../telemetry/registered.ts'

/** Ways to open a memory: the functions of `ILabMemory`, and its constructor over an open store. */
export type Opener = 'fromPath' | 'fromDirectory' | 'fromPostgres' | 'new ILabMemory'

/** Options that not every opener has a use for, with those that take them. Every opener takes the others. */
const takers = {
  dbPath: ['fromPath'],
  searchCacheBytes: ['fromPath', 'fromDirectory'],
  vectorCacheBytes: ['fromPath'],
  threads: ['fromPath', 'fromDirectory'],
  readers: ['fromPath'],
  busyTimeoutMs: ['fromPath', 'fromDirectory'],
  connections: ['fromPostgres'],
  exportConnections: ['fromPostgres'],
  preparedStatements: ['fromPostgres'],
  retryForMs: ['fromPostgres'],
  schema: ['fromPostgres'],
  role: ['fromPostgres'],
} as const satisfies Readonly<Record<string, readonly Opener[]>>

const limited: ReadonlyMap<string, readonly Opener[]> = new Map(Object.entries(takers))

/** Options of `Config` that belong to a store, not to the memory over it. */
export const storeOptions: readonly (keyof Config)[] = [
  'dbPath',
  'searchCacheBytes',
  'vectorCacheBytes',
  'threads',
  'readers',
  'busyTimeoutMs',
]

/** The names of the options that `opener` takes beside those that every opener takes. */
export function ownOptions(opener: Opener): string[] {
  return [...limited].filter(([, openers]) => openers.includes(opener)).map(([name]) => name)
}

/**
 * Refuses an option that would have no effect, as a misspelt one is refused: the caller relies on it.
 *
 * Errors: `invalid_input`, naming the opener that takes the option.
 */
export function requireOptionsOf(opener: Opener, config: object): void {
  for (const name of Object.keys(config)) {
    const openers = limited.get(name)
    if (openers === undefined || openers.includes(opener)) continue
    invalidInput(`${opener} has no use for it; it is an option of ${openers.join(' and ')}`, {
      field: `Config.${name}`,
    })
  }
}

/**
 * The part of a configuration that the memory itself needs, once its store is open; with OpenTelemetry where the application
 * has registered it and the configuration does not say otherwise.
 */
export async function configOfMemory(config: Config | null): Promise<Config> {
  const others = new Set<string>(storeOptions)
  const own = Object.entries(config ?? {}).filter(([name]) => !others.has(name))
  const telemetry = config?.telemetry ?? (await registeredTelemetry())
  return { ...Object.fromEntries(own), telemetry }
}
