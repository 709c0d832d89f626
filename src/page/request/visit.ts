import type { UserMemory } from '../../core/user-memory.ts'
import type { PageAdditions } from './additions.ts'
import type { Texts } from '../texts/en.ts'
import { fieldOf } from './form.ts'
import type { Preferences } from './preferences.ts'

/** Purpose of every read of the page, for the journal. */
export const purpose = 'page'

/** One request of a signed-in user. */
export interface Visit {
  /** Memory of the signed-in user. */
  readonly user: UserMemory
  /** The only types that a memory takes; null: any type. */
  readonly closedTypes: readonly string[] | null
  readonly texts: Texts
  readonly preferences: Preferences
  /** Token for the forms of the answer. */
  readonly token: string
  /** Path of the page without the base path, such as `/memories/3`. */
  readonly path: string
  /** Parts of the path that the route leaves open, in their order. */
  readonly params: readonly string[]
  readonly query: URLSearchParams
  /** Fields that were sent; empty for a GET. */
  readonly form: FormData
  /** Path of the page's style. */
  readonly style: string
  /** Path of the page's script. */
  readonly script: string
  /** Makes the path of a link, with the base path before it. */
  readonly href: (path: string, query?: URLSearchParams) => string
  /** Path or address of the application; null: the page has no link to it. */
  readonly home: string | null
  /** Parts that the host of the page adds. */
  readonly additions: PageAdditions
  /** True where browsers reach the page by HTTPS. */
  readonly isSecure: boolean
}

/** Text of a field of the form. */
export function field(visit: Visit, name: string): string {
  return fieldOf(visit.form, name)
}

/** A notice that a page shows after a change, named in the address so that no text can come in by it. */
export type NoticeName = keyof Texts['notices']

/** Sends the browser on to a page that shows a notice. */
export function goTo(visit: Visit, path: string, notice: NoticeName): Response {
  return new Response(null, {
    status: 303,
    headers: { location: visit.href(path, new URLSearchParams({ notice })) },
  })
}
