import { invalidInput } from '../../core/errors/errors.ts'
import { requireUserId } from '../../core/user-id.ts'
import { stableUserId } from '../../memory/stable-user-id.ts'
import type { DatabaseSettings } from './config-file.ts'
import { databaseFrom } from './database.ts'
import { defaultStorePath, storeLocation, type StoreLocation } from './store-location.ts'
import { variableIn } from './variables.ts'

/** Options that every command takes. */
export interface SharedOptions {
  readonly user?: string
  readonly email?: string
  readonly store?: string
  /** Another name of `store`. */
  readonly dbPath?: string
  /** Schema of a PostgreSQL database. */
  readonly schema?: string
  /** Role that the URL of a PostgreSQL database connects as: `application` or `owner`. */
  readonly role?: string
  readonly config?: string
  /** Of `migrate`, which prints for PostgreSQL or connects to it whether `store` names it or not. */
  readonly print?: boolean
  readonly ownerUrl?: string
  readonly embedder?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** Store and user that a configuration file names. */
export interface NamedInFile {
  readonly store?: string | undefined
  readonly schema?: string | undefined
  readonly role?: string | undefined
  readonly database?: DatabaseSettings | undefined
  readonly user?: string | undefined
}

/** Finds the store, and how to use a PostgreSQL database: a flag, the environment, the file, the user's own place. Errors: `invalid_input`. */
export function storeFrom(
  options: SharedOptions,
  environment: NodeJS.ProcessEnv,
  file: NamedInFile,
): StoreLocation {
  const store = placeFrom(options, environment, file)
  const { schema: flag, print, ownerUrl } = options
  const isForPostgres = store.kind === 'postgres' || print === true || ownerUrl !== undefined
  // The environment and the file may serve several stores; a flag is for this one.
  if (flag !== undefined && !isForPostgres) invalidInput('--schema: only a PostgreSQL database has schemas')
  const schema = flag ?? variableIn(environment, 'ILAB_MEMORY_SCHEMA') ?? file.schema
  const role = roleFrom(options, environment, file, isForPostgres)
  const database = databaseFrom(environment, file.database)
  return {
    ...store,
    ...(schema === undefined ? {} : { schema }),
    ...(role === undefined ? {} : { role }),
    ...(Object.keys(database).length === 0 ? {} : { database }),
  }
}

function roleFrom(
  { role: flag }: SharedOptions,
  environment: NodeJS.ProcessEnv,
  file: NamedInFile,
  isForPostgres: boolean,
): 'application' | 'owner' | undefined {
  if (flag !== undefined && !isForPostgres) invalidInput('--role: only a PostgreSQL database has roles')
  const role = flag ?? variableIn(environment, 'ILAB_MEMORY_ROLE') ?? file.role
  if (role === undefined || role === 'application' || role === 'owner') return role
  return invalidInput("--role: must be 'application' or 'owner'")
}

function placeFrom(
  { store, dbPath }: SharedOptions,
  environment: NodeJS.ProcessEnv,
  file: NamedInFile,
): StoreLocation {
  if (store !== undefined && dbPath !== undefined) invalidInput('--store and --db-path exclude each other')
  const named: readonly (readonly [string, string | undefined])[] = [
    ['--store', store],
    ['--db-path', dbPath],
    ['ILAB_MEMORY_DB_PATH', variableIn(environment, 'ILAB_MEMORY_DB_PATH')],
    ['configuration file.store', file.store],
  ]
  const [name, place] = named.find(([, value]) => value !== undefined) ?? []
  if (place !== undefined) return storeLocation(place, name ?? '--store')
  const ownPlace =
    defaultStorePath(environment) ??
    invalidInput('this user has no home folder: name the store by --store or ILAB_MEMORY_DB_PATH')
  return { kind: 'file', place: ownPlace }
}

/** Finds the user in the same order; undefined where none is named. Errors: `invalid_input`. */
export function userIdFrom(
  { user, email }: SharedOptions,
  environment: NodeJS.ProcessEnv,
  file: NamedInFile,
): string | undefined {
  if (user !== undefined && email !== undefined) return invalidInput('--user and --email exclude each other')
  if (email !== undefined) return stableUserId(email, environment['USER_ID_SALT'])
  const userId = user ?? variableIn(environment, 'ILAB_MEMORY_USER') ?? file.user
  return userId === undefined ? undefined : requireUserId(userId)
}
