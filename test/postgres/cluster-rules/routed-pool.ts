import type pg from 'pg'
import type {
  PostgresClient,
  PostgresPool,
  PostgresQuery,
} from '../../../src/stores/postgres/connection/pool.ts'
import { breachesOf, touchesUsers } from './forms.ts'

/** Tells that a cluster would not have done this as one task of one node. */
export class NotRouted extends Error {
  override readonly name = 'NotRouted'
}

const opening =
  /^begin(?: isolation level repeatable read)?(?: read only)?; set local citus\.propagate_set_commands = 'local'$/
const setting = /^set local ((?:\w+|"(?:[^"]|"")+")\.\w+) = '([^']*)'; set local search_path = pg_catalog$/

/** Progress of one connection: what its transaction has set. */
type State = 'outside' | 'opened' | { readonly setting: string; readonly value: string }

/** Takes every statement of one connection through the rules of a cluster before the server sees it. */
export class Routing {
  readonly #breaches: Map<string, readonly string[]>
  #state: State = 'outside'

  /** @param breaches - those of each text seen, which connections share: reading a text takes longer than running it */
  constructor(breaches = new Map<string, readonly string[]>()) {
    this.#breaches = breaches
  }

  /** Errors: `NotRouted`. */
  check({ text, values = [] }: PostgresQuery): void {
    if (/^(?:commit|rollback)$/.test(text)) return this.#end()
    if (/^begin\b/.test(text)) return this.#begin(text)
    if (/^set\b/.test(text)) return this.#set(text)
    this.#statement(text, values)
  }

  #end(): void {
    this.#state = 'outside'
  }

  #begin(text: string): void {
    if (this.#state !== 'outside') throw new NotRouted(`begins in a transaction: ${text}`)
    // A node warns of a transaction in progress where the user's setting stands in this text too.
    if (!opening.test(text)) throw new NotRouted(`passes no settings on to the nodes: ${text}`)
    this.#state = 'opened'
  }

  #set(text: string): void {
    const [, name, value] = setting.exec(text) ?? []
    if (name === undefined || value === undefined) throw new NotRouted(`sets in another form: ${text}`)
    if (this.#state !== 'opened') throw new NotRouted(`sets what is set, or outside a transaction: ${text}`)
    this.#state = { setting: name, value }
  }

  #statement(text: string, values: readonly unknown[]): void {
    const isOfUsers = touchesUsers(text)
    const breaches = this.#breaches.get(text) ?? breachesOf(text)
    this.#breaches.set(text, breaches)
    if (!isOfUsers && breaches.length === 0) return
    if (typeof this.#state === 'string') throw new NotRouted(`touches users before a setting: ${text}`)
    // An operator's list is of all users, so it may ask every node.
    if (/\.(?:embed_space|sweep_until)/.test(this.#state.setting)) return
    if (breaches.length > 0) throw new NotRouted(`${breaches.join('; ')}: ${text}`)
    if (values[0] !== this.#state.value)
      throw new NotRouted(`names another user than its transaction: ${text}`)
  }
}

/** Wraps a pool, so that a statement that a cluster would refuse fails as there: with its transaction. */
export function routedPool(pool: pg.Pool): PostgresPool {
  const breaches = new Map<string, readonly string[]>()
  const known = new WeakMap<pg.PoolClient, PostgresClient>()
  const clientOf = (client: pg.PoolClient): PostgresClient => {
    const routing = new Routing(breaches)
    return {
      query: async (query) => {
        routing.check(query)
        return client.query(query as pg.QueryConfig)
      },
      on: (event, listener) => client.on(event, listener),
      release: (destroy) => client.release(destroy),
    }
  }
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const routed = known.get(client) ?? clientOf(client)
      known.set(client, routed)
      return routed
    },
  }
}
