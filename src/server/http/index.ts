/** The HTTP interface, to serve or to mount. Every export here is public API. */
export { createApp, type App, type AppOptions, type Connection } from './app.ts'
export { serve, type OperatorPort, type RunningServer, type ServeOptions } from './node-server.ts'
export { serveUntilSignal } from './signals.ts'
export { createLog, type LogLevel, type RequestLog } from './log.ts'
export { openToAnyone, openAuthenticator } from '../access/authenticate.ts'
export {
  createKey,
  listKeys,
  removeKeysOf,
  revokeKey,
  type CreatedKey,
  type KeyOptions,
  type ListedKey,
} from '../access/keyring/keyring.ts'
export { authenticatorSettingsFrom } from '../access/settings.ts'
export type { Authenticator, AuthenticatorSettings } from '../access/authenticate.ts'
export type { Caller, Scope } from '../access/caller/caller.ts'
export type { JwtAlgorithm, JwtIssuer, JwtSettings } from '../access/jwt/jwt-settings.ts'
export type { Limits, RateLimit } from './limits/limits.ts'
export type { PageLanguage } from '../../page/texts/languages.ts'
export type { PageSettings } from './user-page/page-settings.ts'
export type { McpHandler } from './request/router.ts'
