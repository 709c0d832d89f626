import { userTables } from '../tables/schema.ts'
import { error, warning, type Ask, type PostgresFinding } from './finding.ts'

/** A table of users as Citus has it; `colocation` is null where it is not distributed. */
interface PlacedRow {
  readonly name: string
  readonly colocation: number | null
}

const placed = `select c.relname as name, p.colocationid as colocation from pg_class c
  left join pg_dist_partition p on p.logicalrelid = c.oid
  where c.relname = any($1) and c.relkind in ('r', 'p')
    and c.relnamespace = (select relnamespace from pg_class where oid = 'ilab_memory.schema_version'::regclass)`

const loose = `select count(*)::integer as count from run_command_on_shards('ilab_memory.TABLE', $$
  select relrowsecurity and relforcerowsecurity
    and exists (select from pg_policy where polrelid = '%1$s'::regclass and polqual is not null and polwithcheck is not null)
  from pg_class where oid = '%1$s'::regclass $$) where not success or result <> 't'`

/** Checks the distribution of the tables, the nodes, and moves of shards; nothing where there is no Citus. */
export async function checkCluster(ask: Ask): Promise<PostgresFinding[]> {
  const [citus] = await ask(`select from pg_extension where extname = 'citus'`)
  if (citus === undefined) return []
  const tables = await ask<PlacedRow>(placed, userTables)
  const isDistributed = tables.some(({ colocation }) => colocation !== null)
  if (!isDistributed) return []
  return [
    ...ofDistribution(tables),
    ...(await ofShards(ask, tables)),
    ...(await ofNodes(ask)),
    ...(await ofMoves(ask)),
  ]
}

function ofDistribution(tables: readonly PlacedRow[]): PostgresFinding[] {
  const whole = tables.filter(({ colocation }) => colocation === null).map(({ name }) => name)
  const groups = new Set(tables.flatMap(({ colocation }) => colocation ?? []))
  return [
    ...(whole.length === 0
      ? []
      : [
          error(
            'distribution',
            `not distributed beside the others: ${whole.join(', ')}; run migrate --distribute`,
          ),
        ]),
    ...(groups.size > 1
      ? [
          error(
            'distribution',
            'the tables are not kept together: the rows of one user may lie on several nodes',
          ),
        ]
      : []),
  ]
}

async function ofShards(ask: Ask, tables: readonly PlacedRow[]): Promise<PostgresFinding[]> {
  const findings: PostgresFinding[] = []
  for (const { name, colocation } of tables) {
    if (colocation === null) continue
    const [found] = await ask<{ readonly count: number }>(loose.replace('TABLE', name))
    if (found!.count > 0)
      findings.push(
        error(
          'row_security',
          `${found!.count} shards of ${name} cannot be reached, or their row security is not forced`,
        ),
      )
  }
  return findings
}

async function ofNodes(ask: Ask): Promise<PostgresFinding[]> {
  const nodes = await ask<{ readonly node: string }>(
    `select nodename || ':' || nodeport as node from pg_dist_node where not isactive or not metadatasynced`,
  )
  return nodes.map(({ node }) =>
    error('nodes', `node ${node} is switched off, or does not know the tables: see citus_activate_node`),
  )
}

/** Numbers of what shows a move of shards: steps that the coordinator tells of, and slots on the nodes. */
interface MovesRow {
  readonly moving: number
  readonly slots: number
}

const moves = `select (select count(*) from get_rebalance_progress() where progress = 1)::integer as moving,
  (select coalesce(sum(result::integer), 0) from run_command_on_all_nodes(
    $$ select count(*) from pg_replication_slots where slot_name like 'citus_shard_%' $$) where success)::integer as slots`

/** Row security refuses the changes that a logical move copies, so such a move tries for ever. */
async function ofMoves(ask: Ask): Promise<PostgresFinding[]> {
  const [{ moving, slots }] = (await ask<MovesRow>(moves)) as [MovesRow]
  if (slots > 0)
    return [
      error(
        'shard_moves',
        `a logical move of shards is under way or was left, and never ends: ${slots} replication slots keep the log of their node. Cancel it, call citus_cleanup_orphaned_resources(), drop slots that stay, and move with shard_transfer_mode => 'block_writes'`,
      ),
    ]
  return moving === 0 ? [] : [warning('shard_moves', 'shards are being moved: saves of their users wait')]
}
