import { invalidInput } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'
import type { DatabaseSettings } from './config-file.ts'
import { countIn, switchIn } from './variables.ts'

/**
 * Finds how commands use a PostgreSQL database: in the environment, else in the configuration file.
 *
 * Errors: `invalid_input`.
 */
export function databaseFrom(
  environment: NodeJS.ProcessEnv,
  file: DatabaseSettings | undefined,
): DatabaseSettings {
  const named = {
    connections: countIn(environment, 'ILAB_MEMORY_CONNECTIONS'),
    preparedStatements: switchIn(environment, 'ILAB_MEMORY_PREPARED_STATEMENTS'),
    retryForMs: countIn(environment, 'ILAB_MEMORY_RETRY_FOR_MS'),
  }
  if (named.connections === 0) invalidInput('ILAB_MEMORY_CONNECTIONS: must be 1 at least')
  return { ...file, ...given(named) }
}
