import { MemoryError } from '../../../core/errors.ts'
import { userTables } from '../tables/schema.ts'

/** Runs one statement and returns its rows. */
export type Run = <Row = unknown>(text: string, ...values: readonly unknown[]) => Promise<readonly Row[]>

/** One step of distributing the tables with Citus, and the query that tells whether it was done before. */
export interface DistributionStep {
  readonly table: string
  readonly isDone: string
  readonly statement: string
}

// Parents come before the tables that refer to them.
const [first, ...others] = userTables.toReversed() as [string, ...string[]]

function stepOf(table: string, call: string): DistributionStep {
  return {
    table,
    isDone: `select exists (select from pg_dist_partition where logicalrelid = 'ilab_memory.${table}'::regclass) as is_true`,
    statement: `select ${call}`,
  }
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
 * Distributes the tables that are not distributed yet, with the rows in them: every table where `isAsked`, else only a
 * new table beside distributed ones.
 *
 * Errors: `storage` where `isAsked` and the database has no Citus.
 */
export async function distributeTables(run: Run, isAsked: boolean): Promise<void> {
  const hasCitus = await isTrue(
    run,
    `select exists (select from pg_extension where extname = 'citus') as is_true`,
  )
  if (!hasCitus && isAsked) {
    throw new MemoryError(
      'storage',
      'distributing needs Citus: create extension citus in this database first',
    )
  }
  if (!hasCitus) return
  const left: DistributionStep[] = []
  for (const step of distribution) if (!(await isTrue(run, step.isDone))) left.push(step)
  if (!isAsked && left.length === distribution.length) return
  // Distributing copies rows as the owner, who sees none while the policies are forced.
  const forced = left.filter(({ table }) => userTables.some((name) => name === table))
  for (const { table } of forced) await run(`alter table ilab_memory.${table} no force row level security`)
  for (const { statement } of left) await run(statement)
  // Citus leaves the rows that it copied to the nodes on the coordinator, where no statement would erase them.
  for (const { table } of forced)
    await run(`select truncate_local_data_after_distributing_table('ilab_memory.${table}')`)
  for (const { table } of forced) await run(`alter table ilab_memory.${table} force row level security`)
}

async function isTrue(run: Run, text: string): Promise<boolean> {
  const [row] = await run<{ is_true: boolean }>(text)
  return row?.is_true === true
}
