import type { PageLanguage } from './texts/languages.ts'

/** Options of `createMemoryPage`. */
export interface MemoryPageOptions {
  /**
   * Tells from the application's own session which user sends a request; null without a signed-in user. Only this
   * function names users: no address and no form of the page can.
   */
  readonly user: (request: Request) => string | null | Promise<string | null>
  /**
   * Path under which browsers see the page. A request may also come without it, from a proxy that takes it off.
   * @default ''
   */
  readonly basePath?: string | null | undefined
  /**
   * Origin that browsers see, such as `https://app.example.com`. Needed behind a proxy that changes the `Host` header.
   * @default the origin of the request's own host
   */
  readonly origin?: string | null | undefined
  /**
   * Secret that signs the tokens of forms, of at least 32 characters. Several processes that serve one page need the
   * same one; so do forms that are to outlast a restart.
   * @default random for each process
   */
  readonly secret?: string | null | undefined
  /**
   * Minutes for which a form can be sent.
   * @default 720
   */
  readonly formMinutes?: number | null | undefined
  /**
   * Path or address of the application, for a link back to it: `/` or `https://app.example.com`.
   * @default no link
   */
  readonly home?: string | null | undefined
  /**
   * Language for browsers that ask for none of the page's languages.
   * @default 'en'
   */
  readonly language?: PageLanguage | null | undefined
  /**
   * Bytes at most of a file to import.
   * @default 33_554_432
   */
  readonly maxImportBytes?: number | null | undefined
  /**
   * Is told of errors that the page answers with status 500. They may hold text of the memory.
   * @default no report
   */
  readonly onError?: ((error: unknown) => void) | null | undefined
  /**
   * Clock in milliseconds since the epoch.
   * @default Date.now
   */
  readonly now?: (() => number) | null | undefined
}
