import type { Config } from '../../core/model.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import { readConfigFile, type ConfigFile, type EmbedderSettings } from './config-file.ts'
import { embedderFrom } from './embedder.ts'
import { storeFrom, userIdFrom, type SharedOptions } from './sources.ts'
import type { StoreLocation } from './store-location.ts'

/** Store and user of a command: from flags, the environment, a configuration file, in this order. */
export interface Settings {
  readonly store: StoreLocation
  /** Undefined where no user is named. */
  readonly userId: string | undefined
  readonly memory: Config
  /** The model of a search by sense; undefined where none is named. */
  readonly embedder: EmbedderSettings | undefined
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
    embedder: embedderFrom(options.embedder, environment, file),
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
