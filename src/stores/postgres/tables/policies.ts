import { embedSetting, listSetting, sweepSetting, userSetting } from './schema-texts.ts'

// An unset setting is null, and one that another transaction left is empty: both match no user.
const isOwnRow = `user_key = nullif(current_setting('${userSetting}', true), '')::uuid`

/** Turns on row security, for the tables' owner too. A shipped migration has it, so it stays as it is. */
export function ownRowsOnly(table: string): string[] {
  return [
    `alter table ilab_memory.${table} enable row level security`,
    `alter table ilab_memory.${table} force row level security`,
    `create policy own_rows on ilab_memory.${table} using (${isOwnRow}) with check (${isOwnRow})`,
  ]
}

/**
 * Shows the rows of `user_state` to the owner of the tables, in a transaction that asks for them, and only to read. The
 * role of an application sees one user at a time, with that setting too.
 */
export const listUsersForOwner: readonly string[] = [
  'drop policy if exists listed_users on ilab_memory.user_state',
  `create policy listed_users on ilab_memory.user_state for select to current_user
    using (current_setting('${listSetting}', true) = 'all')`,
]

const settings = [userSetting, sweepSetting, embedSetting, listSetting].map(
  (name) => `current_setting('${name}', true)`,
)

/**
 * Makes a read of a table by its owner fail where no setting says which rows it may see. Row security would show it none, so
 * a program that copies the table as its owner would lose every row without an error. The condition is an error or false,
 * never true: it shows no row. A table of a later migration takes it beside {@link ownRowsOnly}.
 */
function noBlindReads(table: string): string {
  // Its schema is named: an exact match for these arguments, in any schema of the owner's search path, would be preferred.
  // Not restrictive: Citus makes such a policy permissive on its nodes, and there it would show every row.
  return `create policy named_user on ilab_memory.${table} for select to current_user
      using ((case when pg_catalog.concat(${settings.join(', ')}) = ''
        then 'no user is named, so the owner of this table would see no row: run this as a superuser'
        else 'false' end)::boolean)`
}

/**
 * Makes a foreign key anew, without checking rows that are there. Where Citus moves a shard, it makes the keys anew, and the
 * owner checks them: a read that names no user. A key that is not marked as checked is not checked there. New rows are
 * checked always.
 */
function unchecked(table: string, column: string, key: string): string[] {
  const name = `${table}_user_key_${column}_fkey`
  return [
    `alter table ilab_memory.${table} drop constraint if exists ${name}`,
    `alter table ilab_memory.${table} add constraint ${name} foreign key ${key} not valid`,
  ]
}

/** Migration 11, for the tables that were there. */
export const refuseBlindReads: readonly string[] = [
  ...unchecked(
    'observation',
    'session',
    '(user_key, session) references ilab_memory.session (user_key, number)',
  ),
  ...unchecked(
    'thread_item',
    'thread',
    '(user_key, thread) references ilab_memory.thread (user_key, number)',
  ),
  ...['vector', 'journal', 'thread_append', 'thread_item', 'thread', 'keyed_save', 'posting'].map(
    noBlindReads,
  ),
  ...['document_chunk', 'version', 'observation', 'session', 'user_state'].map(noBlindReads),
]
