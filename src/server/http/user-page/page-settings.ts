import type { PageLanguage } from '../../../page/texts/languages.ts'

/** Settings of the user's page of a server. */
export interface PageSettings {
  /**
   * Origin that browsers see, such as `https://memory.example.com`. Needed behind a proxy that changes the `Host` header.
   * @default the origin of the request's own host
   */
  readonly origin?: string | null | undefined
  /**
   * Secret that signs the tokens of forms, of at least 32 characters. Several processes behind one address need the same.
   * @default random for each process
   */
  readonly secret?: string | null | undefined
  /**
   * Language for browsers that ask for none of the page's languages.
   * @default 'en'
   */
  readonly language?: PageLanguage | null | undefined
}
