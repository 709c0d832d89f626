import type { Visit } from './visit.ts'

/** One address of the page: `:` in the path stands for a part that is open. */
export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly run: (visit: Visit) => Response | Promise<Response>
}

/** A route with the open parts of a path. */
interface Match {
  readonly route: Route
  readonly params: readonly string[]
}

/** Finds the route of a request; null: there is none. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | null {
  const parts = path.split('/')
  for (const route of routes) {
    const pattern = route.path.split('/')
    if (route.method !== method || pattern.length !== parts.length) continue
    if (!pattern.every((part, index) => part === ':' || part === parts[index])) continue
    return { route, params: parts.filter((_, index) => pattern[index] === ':') }
  }
  return null
}
