import { userTables } from '../tables/schema.ts'

/** One step of handing the tables to Citus, and the question whether it was done before. */
export interface DistributionStep {
  readonly isDone: string
  readonly statement: string
}

// Parents before those that refer to them.
const [first, ...others] = userTables.toReversed() as [string, ...string[]]

function isDistributed(table: string): string {
  return `select exists (select from pg_dist_partition where logicalrelid = 'ilab_memory.${table}'::regclass) as is_done`
}

/**
 * What distributes every table by user, rows of one user together on one node. The table of versions, which every
 * node may be asked for, is copied to each.
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
