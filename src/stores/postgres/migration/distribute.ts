import { MemoryError } from '../../../core/errors/errors.ts'
import { quotedLiteral } from '../tables/schema-texts.ts'
import { userTables } from '../tables/schema.ts'

/** Runs one statement and returns its rows. */
export type Run = <Row = unknown>(text: string, ...values: readonly unknown[]) => Promise<readonly Row[]>

/** One step of distributing the tables with Citus. */
export interface DistributionStep {
  readonly table: string
  readonly statement: string
}

// Parents come before the tables that refer to them.
const [first, ...others] = userTables.toReversed() as [string, ...string[]]

function stepOf(table: string, call: string): DistributionStep {
  return { table, statement: `select ${call}` }
}

/**
 * Steps that distribute every table by user, so that the rows of one user share a node. Each node gets a copy of the
 * table of versions, since each may be asked for it.
 */
export const distribution: readonly DistributionStep[] = [
  stepOf('schema_version', `create_reference_table('ilab_memory.schema_version')`),
  stepOf(first, `create_distributed_table('ilab_memory.${first}', 'user_key')`),
  ...others.map((table) =>
    stepOf(
      table,
      `create_distributed_table('ilab_memory.${table}', 'user_key', colocate_with => 'ilab_memory.${first}')`,
    ),
  ),
]

/**
 * Distributes the tables that are there and not distributed yet, with the rows in them. Unless `isAsked`, it does so
 * only beside distributed ones: for tables that a migration has added.
 *
 * Errors: `storage` where `isAsked` and the database has no Citus.
 */
export async function distributeTables(run: Run, isAsked: boolean): Promise<void> {
  if (!(await hasCitus(run))) {
    if (!isAsked) return
    throw new MemoryError(
      'storage',
      'distributing needs Citus: create extension citus in this database first',
    )
  }
  const whole = await localTables(run)
  if (!isAsked && whole.has(first)) return
  const left = distribution.filter(({ table }) => whole.has(table))
  const forced = userTables.filter((table) => whole.has(table))
  // Citus refuses to distribute tables of two schemas at once: their rows lie on the same nodes.
  await run(`select pg_advisory_xact_lock(hashtextextended('ilab-memory distributes tables', 0))`)
  // Distributing copies rows as the owner, who sees none while the policies are forced.
  for (const table of forced) await run(`alter table ilab_memory.${table} no force row level security`)
  for (const { statement } of left) await run(statement)
  // Citus leaves the rows that it copied to the nodes on the coordinator, where no statement would erase them.
  for (const table of forced)
    await run(`select truncate_local_data_after_distributing_table('ilab_memory.${table}')`)
  for (const table of forced) await run(`alter table ilab_memory.${table} force row level security`)
}

/** Answer of one node of the cluster. */
interface NodeAnswer {
  readonly node: string
  readonly success: boolean
  readonly result: string
}

/**
 * Checks that every node lets the owner in and has the application's role.
 *
 * Errors: `storage`, with the node and the cause.
 */
export async function requireNodes(run: Run, applicationRole: string | null): Promise<void> {
  if (!(await hasCitus(run))) return
  const question = `select exists (select from pg_roles where rolcanlogin and rolname = ${applicationRole === null ? 'current_user' : quotedLiteral(applicationRole)})`
  const answers = await run<NodeAnswer>(
    `select n.nodename || ':' || n.nodeport as node, r.success, r.result
      from run_command_on_all_nodes($1) as r join pg_dist_node n using (nodeid)`,
    question,
  )
  const silent = answers.find(({ success }) => !success)
  if (silent !== undefined)
    throw new MemoryError(
      'storage',
      `node ${silent.node} of the cluster refuses this role or does not answer: create the role there, and give its password in pg_dist_authinfo on every node`,
    )
  const without = answers.find(({ result }) => result !== 't')
  if (without !== undefined)
    throw new MemoryError(
      'storage',
      `node ${without.node} of the cluster has no application role that may log in: create it there too`,
    )
}

async function hasCitus(run: Run): Promise<boolean> {
  const [row] = await run<{ is_there: boolean }>(
    `select exists (select from pg_extension where extname = 'citus') as is_there`,
  )
  return row?.is_there === true
}

/** Names the tables that are not distributed. */
async function localTables(run: Run): Promise<Set<string>> {
  const rows = await run<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'ilab_memory'::regnamespace and relkind = 'r'
      and oid not in (select logicalrelid from pg_dist_partition)`,
  )
  return new Set(rows.map(({ name }) => name))
}
