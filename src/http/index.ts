/** The HTTP interface, to serve or to mount. Whatever is exported here is public API. */
export { createApp, type App, type AppOptions, type Connection } from './app.ts'
export { serve, type RunningServer, type ServeOptions } from './node-server.ts'
export type { Limits } from './limits.ts'
