import { userTables } from '../tables/schema.ts'
import { error, warning, type Ask, type PostgresFinding } from './finding.ts'

/** A table of users as the catalogue has it. */
interface TableRow {
  readonly name: string
  readonly isForced: boolean
  /** True where the policy of a user's own rows is there, for reads and for writes. */
  readonly isBound: boolean
  /** True where a read of the owner that names no user fails. */
  readonly isGuarded: boolean
}

const tables = `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as "isForced",
    exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'own_rows' and p.polcmd = '*'
      and p.polqual is not null and p.polwithcheck is not null) as "isBound",
    exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'named_user'
      and c.relowner = any(p.polroles)) as "isGuarded"
  from pg_class c where c.relname = any($1) and c.relkind in ('r', 'p')
    and c.relnamespace = (select relnamespace from pg_class where oid = 'ilab_memory.schema_version'::regclass)`

/** A right of a role that is not the owner of the table. */
interface RightRow {
  readonly role: string
  readonly table: string
  readonly right: string
}

// Roles without an entry have what the owner has, so the owner is left out.
const rights = `select coalesce(g.rolname, 'public') as role, c.relname as table, lower(a.privilege_type) as right
  from pg_class c cross join lateral aclexplode(c.relacl) as a left join pg_roles g on g.oid = a.grantee
  where c.relname = any($1) and a.grantee <> c.relowner
    and c.relnamespace = (select relnamespace from pg_class where oid = 'ilab_memory.schema_version'::regclass)`

const unbound = `select rolname as name from pg_roles where (rolsuper or rolbypassrls) and rolname = any($1)`

/** Checks tables, row security and rights: what keeps users apart. */
export async function checkCatalogue(ask: Ask): Promise<PostgresFinding[]> {
  const found = await ask<TableRow>(tables, userTables)
  const missing = userTables.filter((table) => !found.some(({ name }) => name === table))
  const loose = found.filter(({ isForced, isBound }) => !isForced || !isBound).map(({ name }) => name)
  const unguarded = found.filter(({ isGuarded }) => !isGuarded).map(({ name }) => name)
  return [
    ...(missing.length === 0
      ? []
      : [error('schema', `missing tables: ${missing.join(', ')}; run the migration`)]),
    ...(loose.length === 0
      ? []
      : [
          error(
            'row_security',
            `row security is not forced, or its policy own_rows is missing, on: ${loose.join(', ')}; restore both from migrate --print`,
          ),
        ]),
    ...(unguarded.length === 0
      ? []
      : [
          warning(
            'row_security',
            `a copy by the owner would lose every row without an error, since the policy named_user is missing, or is for another role, on: ${unguarded.join(', ')}; restore it from migrate --print as the owner`,
          ),
        ]),
    ...(await checkRights(ask)),
  ]
}

async function checkRights(ask: Ask): Promise<PostgresFinding[]> {
  const found = await ask<RightRow>(rights, userTables)
  const allowed = new Set(['select', 'insert', 'update', 'delete'])
  const needless = found.filter(({ right }) => !allowed.has(right))
  const roles = [...new Set(found.map(({ role }) => role))]
  const free = await ask<{ readonly name: string }>(unbound, roles)
  return [
    ...[...new Set(needless.map(({ role, right }) => `${right} of ${role}`))].map((what) =>
      what.startsWith('truncate')
        ? error('rights', `${what}: row security does not stop it; revoke it`)
        : warning('rights', `${what}: the library has no use for it; revoke it`),
    ),
    ...(roles.includes('public')
      ? [error('rights', 'every role of the database may use the tables: revoke the rights of public')]
      : []),
    ...free.map(({ name }) =>
      error(
        'rights',
        `row security does not bind ${name}, a superuser or a role with bypassrls: take that from it`,
      ),
    ),
  ]
}
