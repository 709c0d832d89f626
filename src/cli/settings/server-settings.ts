import type { AuthenticatorSettings } from '../../server/access/authenticate.ts'
import { authenticatorSettingsFrom } from '../../server/access/settings.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import type { LogLevel } from '../../server/http/log.ts'
import { given } from '../../core/input/given.ts'
import { parseInput } from '../../core/input/input.ts'
import { serverSchema, type ServerSettings } from './config-file.ts'
import type { Invocation } from './invocation.ts'
import { switchIn, variableIn } from './variables.ts'

/** Collects the settings of a server; flags and the environment override the configuration file. Errors: `invalid_input`. */
export function serverSettings({ options, settings }: Invocation): ServerSettings {
  const flags = {
    host: options['host'],
    port: portIn(options['port'], '--port'),
    operatorPort: portIn(options['operatorPort'], '--operator-port'),
    operatorHost: options['operatorHost'],
    allowedHosts: listIn(options['allowHost']),
    allowedOrigins: listIn(options['allowOrigin']),
    proxies: countIn(options['proxies'], '--proxies: must be a number of proxies'),
    readers: countIn(options['readers'], '--readers: must be a number of readers'),
    drainSeconds: countIn(options['drainSeconds'], '--drain-seconds: must be a number of seconds'),
    sweepMinutes: countIn(options['sweepMinutes'], '--sweep-minutes: must be a number of minutes'),
    publicUrl: options['publicUrl'],
    mcp: options['mcp'] === false ? false : undefined,
    page: options['page'] === true ? true : switchIn(process.env, 'ILAB_MEMORY_PAGE'),
    pageOrigin: options['pageOrigin'] ?? variableIn(process.env, 'ILAB_MEMORY_PAGE_ORIGIN'),
  }
  return { ...settings.file.server, ...parseInput(serverSchema, given(flags), 'server') }
}

/** Finds the secret of the page's forms, which has no flag and no place in a file, where others would read it. */
export function pageSecret(): string | undefined {
  return variableIn(process.env, 'ILAB_MEMORY_PAGE_SECRET')
}

const flagVariables: Readonly<Record<string, string>> = {
  keyring: 'ILAB_MEMORY_KEYRING',
  jwtIssuer: 'ILAB_MEMORY_JWT_ISSUER',
  jwtAudience: 'ILAB_MEMORY_JWT_AUDIENCE',
  jwtJwks: 'ILAB_MEMORY_JWT_JWKS',
  jwtAlgorithms: 'ILAB_MEMORY_JWT_ALGORITHMS',
}

/**
 * Collects how callers are authenticated. Flags override the environment, which overrides the configuration file. Null
 * means that none of them sets anything.
 *
 * Errors: `invalid_input` for incomplete settings, which must never be read as "no authentication".
 */
export function authenticatorSettings({ options, settings }: Invocation): AuthenticatorSettings | null {
  const environment = { ...process.env }
  for (const [option, variable] of Object.entries(flagVariables)) {
    if (typeof options[option] === 'string') environment[variable] = options[option]
  }
  const { keyring: fileKeyring, jwt: fileJwt } = settings.file
  const named = authenticatorSettingsFrom(environment)
  const keyring = named?.keyring ?? fileKeyring
  const jwt = named?.jwt ?? fileJwt
  return keyring === undefined && jwt === undefined ? null : { keyring, jwt }
}

const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']

/** Errors: `invalid_input`. */
export function logLevel({ options }: Invocation): LogLevel {
  const named = logLevels.find((level) => level === (options['logLevel'] ?? 'info'))
  return named ?? invalidInput(`--log-level: must be one of ${logLevels.join(', ')}`)
}

/**
 * Tells whether the log is for a person: as `--log` says, else where standard output is a terminal.
 *
 * Errors: `invalid_input`.
 */
export function isPrettyLog({ options, isJson }: Invocation, isTerminal: boolean): boolean {
  const written = options['log']
  if (written !== undefined && written !== 'json' && written !== 'pretty')
    invalidInput('--log: must be json or pretty')
  if (isJson && written === 'pretty') invalidInput('--log pretty: goes without --json')
  return written === undefined ? isTerminal && !isJson : written === 'pretty'
}

function portIn(written: unknown, flag: string): number | undefined {
  if (typeof written !== 'string') return undefined
  return /^\d{1,5}$/.test(written) ? Number(written) : invalidInput(`${flag}: must be the number of a port`)
}

function countIn(written: unknown, refusal: string): number | undefined {
  if (typeof written !== 'string') return undefined
  return /^\d{1,5}$/.test(written) ? Number(written) : invalidInput(refusal)
}

function listIn(written: unknown): string[] | undefined {
  return typeof written === 'string' ? written.split(',').map((item) => item.trim()) : undefined
}
