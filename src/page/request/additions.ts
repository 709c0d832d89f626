import type { Route } from './routes.ts'
import type { PageLanguage } from '../texts/languages.ts'

/** A link of the navigation that a host of the page adds. */
export interface AddedLink {
  readonly path: string
  readonly title: (language: PageLanguage) => string
}

/** Parts that a host inside this package adds to the page. */
export interface PageAdditions {
  readonly routes: readonly Route[]
  /** Names the page for one user; null: by the page's own name. */
  readonly brand: ((userId: string, language: PageLanguage) => string) | null
  /** Links after the page's own. */
  readonly links: readonly AddedLink[]
  /** Path that a form is sent to in order to sign out; null: the application has its own way. */
  readonly signOut: string | null
  /** Bytes at most of a form without a file. */
  readonly maxFormBytes: number
}

/** The page as applications mount it. */
export const noAdditions: PageAdditions = {
  routes: [],
  brand: null,
  links: [],
  signOut: null,
  maxFormBytes: 2 ** 20,
}
