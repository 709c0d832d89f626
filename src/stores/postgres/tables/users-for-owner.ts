import { listSetting } from './schema-texts.ts'

/**
 * Shows the rows of `user_state` to the owner of the tables, in a transaction that asks for them, and only to read. The
 * role of an application sees one user at a time, with that setting too.
 */
export const listUsersForOwner: readonly string[] = [
  'drop policy if exists listed_users on ilab_memory.user_state',
  `create policy listed_users on ilab_memory.user_state for select to current_user
    using (current_setting('${listSetting}', true) = 'all')`,
]
