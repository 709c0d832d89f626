/** The HTTP interface, to serve or to mount. Whatever is exported here is public API. */
export { createApp, type App, type AppOptions, type Connection } from './app.ts'
export { serve, type RunningServer, type ServeOptions } from './node-server.ts'
export { serveUntilSignal } from './signals.ts'
export { createLog, type LogLevel, type RequestLog } from './log.ts'
export { openToAnyone, openAuthenticator } from '../access/authenticate.ts'
export {
  createKey,
  listKeys,
  removeKeysOf,
  revokeKey,
  type KeyOptions,
  type ListedKey,
} from '../access/keyring.ts'
export { authenticatorSettingsFrom } from '../access/settings.ts'
export type { Authenticator, AuthenticatorSettings } from '../access/authenticate.ts'
export type { Caller, Scope } from '../access/caller.ts'
export type { Limits } from './limits/limits.ts'
export type { McpHandler } from './request/router.ts'
