import { userTables } from '../tables/schema.ts'

/** One step of distributing the tables with Citus, and the query that tells whether it was done before. */
export interface DistributionStep {
  readonly isDone: string
  readonly statement: string
}

// Parents come before the tables that refer to them.
const [first, ...others] = userTables.toReversed() as [string, ...string[]]

function isDistributed(table: string): string {
  return `select exists (select from pg_dist_partition where logicalrelid = 'ilab_memory.${table}'::regclass) as is_done`
}

/**
 * Steps that distribute every table by user, so that the rows of one user share a node. Each node gets a copy of the
 * table of versions, since each may be asked for it.
 */
export const distribution: readonly DistributionStep[] = [
  {
    isDone: isDistributed('schema_version'),
    statement: `select create_reference_table('ilab_memory.schema_version')`,
  },
  {
    isDone: isDistributed(first),
    statement: `select create_distributed_table('ilab_memory.${first}', 'user_key')`,
  },
  ...others.map((table) => ({
    isDone: isDistributed(table),
    statement: `select create_distributed_table('ilab_memory.${table}', 'user_key', colocate_with => 'ilab_memory.${first}')`,
  })),
]
