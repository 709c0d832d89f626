import { given } from '../../core/input/given.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import { databaseUrl } from './connection/database-url.ts'
import { toMemoryError } from './connection/failures.ts'
import { createPool, takeClient, types, type PostgresClient } from './connection/pool.ts'
import { opening } from './connection/transaction.ts'
import { schemaTexts, type SchemaTexts } from './tables/schema-texts.ts'

const usersInPage = 1_000

/** Options of `readPostgresUserIds`. */
export interface ReadPostgresUserIdsOptions {
  /**
   * Schema of the tables.
   * @default 'ilab_memory'
   */
  readonly schema?: string | null | undefined
}

/**
 * Yields the ids of the users in a PostgreSQL database, for the programs of an operator. Row security shows the list to
 * the owner of the tables, and to superusers; the role of an application may not ask.
 *
 * Errors: `invalid_input` for the role of an application, `storage`, `unsupported_runtime` where the package `pg` is not
 * installed.
 *
 * @param ownerUrl - the owner's `postgres://` URL, as `migratePostgres` takes it
 */
export async function* readPostgresUserIds(
  ownerUrl: string | URL,
  options: ReadPostgresUserIdsOptions | null = {},
): AsyncGenerator<string> {
  const url = databaseUrl(ownerUrl, 'readPostgresUserIds', 'readUserIds lists the users of files')
  const schema = schemaTexts(given(options).schema)
  const pool = await createPool(url, 1)
  try {
    yield* readPages(await takeClient(pool), schema)
  } catch (error) {
    throw toMemoryError(error)
  } finally {
    await pool.end()
  }
}

async function* readPages(client: PostgresClient, schema: SchemaTexts): AsyncGenerator<string> {
  try {
    await requireOwner(client, schema)
    for (let after: string | null = null; ;) {
      const rows = await readPage(client, schema, after)
      for (const { user_id: userId } of rows) yield userId
      after = rows.at(-1)?.user_key ?? null
      if (rows.length < usersInPage) return
    }
  } finally {
    client.release(true)
  }
}

/** Refuses a role that would see an empty list. */
async function requireOwner(client: PostgresClient, schema: SchemaTexts): Promise<void> {
  const text = schema.sql(`select (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
    or pg_has_role(current_user, (select relowner from pg_class where oid = 'ilab_memory.user_state'::regclass), 'usage')
    as "mayList"`)
  const [row] = (await client.query({ text, types })).rows as readonly { readonly mayList: boolean }[]
  if (row?.mayList !== true)
    invalidInput(
      'row security shows this role one user at a time: list the users as the owner of the tables, or name them in a file',
    )
}

interface ListedRow {
  readonly user_id: string
  readonly user_key: string
}

async function readPage(
  client: PostgresClient,
  schema: SchemaTexts,
  after: string | null,
): Promise<readonly ListedRow[]> {
  for (const text of opening('begin read only', schema.settings.list, 'all')) await client.query({ text })
  const text = schema.sql(`select user_id, user_key from ilab_memory.user_state
    where $1::uuid is null or user_key > $1 order by user_key limit $2`)
  const { rows } = await client.query({ text, values: [after, usersInPage], types })
  await client.query({ text: 'commit' })
  return rows as readonly ListedRow[]
}
