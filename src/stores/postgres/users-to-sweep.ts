import type { UsersToSweep } from '../../core/store/store.ts'
import type { PostgresClient } from './connection/pool.ts'
import { types } from './connection/pool.ts'
import { sweepSetting } from './tables/schema.ts'

const usersInPage = 256
const dueUsers = `select user_id, user_key from ilab_memory.user_state
  where next_expiry <= $1 and ($2::uuid is null or user_key > $2) order by user_key limit $3`

/**
 * Lists users with something that may have expired. It is the one read over several users: row security shows those rows
 * to a transaction with this setting only, and no call of a user makes it.
 */
export async function usersToSweep(
  client: PostgresClient,
  now: number,
  after: string | null,
): Promise<UsersToSweep> {
  // A setting takes no parameter. Citus passes it to its nodes only after `propagate_set_commands`.
  await client.query({ text: `begin read only; set local citus.propagate_set_commands = 'local'` })
  await client.query({ text: `set local ${sweepSetting} = '${BigInt(now)}'` })
  const values = [now, after, usersInPage]
  const rows = (await client.query({ text: dueUsers, values, types })).rows as readonly DueRow[]
  await client.query({ text: 'commit' })
  const users = rows.map(({ user_id: userId }) => userId)
  return { users, next: rows.length < usersInPage ? null : rows.at(-1)!.user_key }
}

interface DueRow {
  readonly user_id: string
  readonly user_key: string
}
