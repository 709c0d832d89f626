import type { Config } from '../../core/model.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import { requireUserId } from '../../core/user-id.ts'
import { stableUserId } from '../../memory/stable-user-id.ts'
import { readConfigFile, type ConfigFile } from './config-file.ts'
import { defaultStorePath, storeLocation, type StoreLocation } from './store-location.ts'

/** Options that every command takes. */
export interface SharedOptions {
  readonly user?: string
  readonly email?: string
  readonly store?: string
  /** Another name of `store`. */
  readonly dbPath?: string
  readonly config?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Store and user of a command: from flags, the environment, a configuration file, in this order. */
export interface Settings {
  readonly store: StoreLocation
  /** Undefined where no user is named. */
  readonly userId: string | undefined
  readonly memory: Config
  readonly file: ConfigFile
}

/**
 * Errors: `invalid_input`, `not_found`.
 *
 * @param looksAround - whether a configuration file that lies in the working directory counts without being named
 */
export function resolveSettings(
  options: SharedOptions,
  environment: NodeJS.ProcessEnv = process.env,
  looksAround = true,
): Settings {
  const file = options.config === undefined && !looksAround ? {} : readConfigFile(options.config)
  return {
    store: storeFrom(options, environment, file),
    userId: userIdFrom(options, environment, file),
    // The library checks it when it opens the store, and names what it does not know.
    memory: file.memory ?? {},
    file,
  }
}

/** Errors: `invalid_input`, saying how to name a user. */
export function requireUser({ userId }: Settings): string {
  return (
    userId ??
    invalidInput(
      'name the user: --user <id>, --email <address>, ILAB_MEMORY_USER, or "user" in ilab-memory.json',
    )
  )
}

function storeFrom(
  { store, dbPath }: SharedOptions,
  environment: NodeJS.ProcessEnv,
  file: ConfigFile,
): StoreLocation {
  if (store !== undefined && dbPath !== undefined) invalidInput('--store and --db-path exclude each other')
  const named: readonly (readonly [string, string | undefined])[] = [
    ['--store', store],
    ['--db-path', dbPath],
    ['ILAB_MEMORY_DB_PATH', set(environment['ILAB_MEMORY_DB_PATH'])],
    ['configuration file.store', file.store],
  ]
  const [name, place] = named.find(([, value]) => value !== undefined) ?? []
  if (place !== undefined) return storeLocation(place, name ?? '--store')
  const ownPlace =
    defaultStorePath(environment) ??
    invalidInput('this user has no home folder: name the store by --store or ILAB_MEMORY_DB_PATH')
  return { kind: 'file', place: ownPlace }
}

function userIdFrom(
  { user, email }: SharedOptions,
  environment: NodeJS.ProcessEnv,
  file: ConfigFile,
): string | undefined {
  if (user !== undefined && email !== undefined) return invalidInput('--user and --email exclude each other')
  if (email !== undefined) return stableUserId(email, environment['USER_ID_SALT'])
  const userId = user ?? set(environment['ILAB_MEMORY_USER']) ?? file.user
  return userId === undefined ? undefined : requireUserId(userId)
}

/** An empty variable is one that is not set. */
function set(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
