import type pg from 'pg'

/** Options of a connection to which the coordinator tells each command that it sends to a node. */
export const tellsCommands = '-c citus.log_remote_commands=on -c client_min_messages=log'

/** Commands that one transaction sent to the nodes, as the coordinator tells them. */
export interface Sent {
  readonly nodes: Set<string>
  /** Numbers of the shards that the commands name. */
  readonly shards: Set<number>
  /** Commands that carry rows by way of the coordinator. */
  readonly detours: string[]
}

const detour = /\bCOPY\b|read_intermediate_result|worker_partition|fetch_intermediate/

/** Records what each transaction of a pool sends to the nodes. */
export class Recorder {
  readonly sent: Sent[] = []
  readonly #present = new Map<object, Sent>()

  watch(pool: pg.Pool): void {
    pool.on('connect', (client) => {
      client.on('notice', ({ message = '', detail = '' }) => {
        const node = /^on server (?:\S+@)?(\S+)/.exec(detail)?.[1]
        if (message.startsWith('issuing ') && node !== undefined) this.#record(client, message, node)
      })
    })
  }

  #record(client: object, message: string, node: string): void {
    const transaction = this.#present.get(client) ?? { nodes: new Set(), shards: new Set(), detours: [] }
    if (!this.#present.has(client)) this.sent.push(transaction)
    this.#present.set(client, transaction)
    transaction.nodes.add(node)
    if (detour.test(message)) transaction.detours.push(message)
    for (const [, shard] of message.matchAll(/\bilab_test_\w+\.[a-z_]+?_(\d+)\b/g))
      transaction.shards.add(Number(shard))
    if (/^issuing (?:COMMIT|ROLLBACK)/.test(message)) this.#present.delete(client)
  }
}
