import type { UsersToSweep } from '../../core/store/store.ts'
import type { PostgresClient } from './connection/pool.ts'
import { types } from './connection/pool.ts'
import { opening } from './connection/transaction.ts'
import type { SchemaTexts } from './tables/schema-texts.ts'

const usersInPage = 256

/**
 * Lists users with something that may have expired. Row security shows those rows to a transaction with this setting
 * only, and no call of a user makes it.
 */
export function usersToSweep(
  client: PostgresClient,
  schema: SchemaTexts,
  now: number,
  after: string | null,
): Promise<UsersToSweep> {
  return listUsers(client, schema, 'sweep', 'next_expiry <= $1', now, after)
}

/** Lists users with observations that may have no vector of a space, as {@link usersToSweep} lists others. */
export function usersToEmbed(
  client: PostgresClient,
  schema: SchemaTexts,
  space: number,
  after: string | null,
): Promise<UsersToSweep> {
  const isMissing = '(vector_space is null or vector_space <> $1 or not is_embedded) and observations > 0'
  return listUsers(client, schema, 'embed', isMissing, space, after)
}

async function listUsers(
  client: PostgresClient,
  schema: SchemaTexts,
  setting: keyof SchemaTexts['settings'],
  condition: string,
  value: number,
  after: string | null,
): Promise<UsersToSweep> {
  const texts = opening('begin read only', schema.settings[setting], `${BigInt(value)}`)
  for (const opened of texts) await client.query({ text: opened })
  const text = schema.sql(`select user_id, user_key from ilab_memory.user_state
    where ${condition} and ($2::uuid is null or user_key > $2) order by user_key limit $3`)
  const rows = (await client.query({ text, values: [value, after, usersInPage], types }))
    .rows as readonly ListedRow[]
  await client.query({ text: 'commit' })
  const users = rows.map(({ user_id: userId }) => userId)
  return { users, next: rows.length < usersInPage ? null : rows.at(-1)!.user_key }
}

interface ListedRow {
  readonly user_id: string
  readonly user_key: string
}
