import { types, type PostgresClient } from './pool.ts'
import type { SchemaTexts } from '../tables/schema-texts.ts'

/** Nodes of a cluster by user. */
export interface ShardMap {
  /** Number of nodes that hold users. */
  readonly nodes: number
  /** Returns the number of the node that holds a user. */
  nodeOf(userKey: string): number
}

/** One range of hashes: its first one, and the node that holds it. Ranges follow each other without gaps. */
interface RangeRow {
  readonly first: number
  readonly node: number
  /** The server's hash of the probe. */
  readonly hash: number
}

const probe = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'

// Catalogue of the node that is asked; no other node is.
const ranges = `select s.shardminvalue::integer as first, min(p.groupid) as node, uuid_hash($1) as hash
  from pg_dist_shard s join pg_dist_placement p using (shardid)
  where s.logicalrelid = 'ilab_memory.user_state'::regclass and s.shardminvalue is not null
  group by s.shardminvalue order by 1`

/**
 * Reads which node of a Citus cluster holds which users. Null where the tables are not distributed, or where the server
 * hashes keys in another way than {@link hashOfKey}: a machine with another order of bytes.
 */
export async function readShardMap(client: PostgresClient, schema: SchemaTexts): Promise<ShardMap | null> {
  const { rows } = await client.query({ text: schema.sql(ranges), values: [probe], types })
  return shardMapOf(rows as readonly RangeRow[])
}

function shardMapOf(rows: readonly RangeRow[]): ShardMap | null {
  if (rows.length === 0 || rows[0]!.hash !== hashOfKey(probe)) return null
  return {
    nodes: new Set(rows.map(({ node }) => node)).size,
    nodeOf(userKey) {
      const hash = hashOfKey(userKey)
      return (rows.findLast(({ first }) => first <= hash) ?? rows[0]!).node
    },
  }
}

/**
 * Returns PostgreSQL's `uuid_hash` of a user's key, by which Citus places rows. Bob Jenkins' lookup3 for 16 bytes, in 32-bit
 * integers. Computing it here costs no question to the server before the first call of a user.
 */
export function hashOfKey(userKey: string): number {
  const bytes = Buffer.from(userKey.replaceAll('-', ''), 'hex')
  const seed = 0x9e3779b9 + bytes.length + 3_923_095
  let a = (seed + bytes.readInt32LE(0)) | 0
  let b = (seed + bytes.readInt32LE(4)) | 0
  let c = (seed + bytes.readInt32LE(8)) | 0
  // The first 12 bytes are mixed …
  a = (a - c) ^ turned(c, 4)
  c = (c + b) | 0
  b = (b - a) ^ turned(a, 6)
  a = (a + c) | 0
  c = (c - b) ^ turned(b, 8)
  b = (b + a) | 0
  a = (a - c) ^ turned(c, 16)
  c = (c + b) | 0
  b = (b - a) ^ turned(a, 19)
  a = (a + c) | 0
  c = (c - b) ^ turned(b, 4)
  b = (b + a) | 0
  // … and the last 4 join before the end.
  a = (a + bytes.readInt32LE(12)) | 0
  c = ((c ^ b) - turned(b, 14)) | 0
  a = ((a ^ c) - turned(c, 11)) | 0
  b = ((b ^ a) - turned(a, 25)) | 0
  c = ((c ^ b) - turned(b, 16)) | 0
  a = ((a ^ c) - turned(c, 4)) | 0
  b = ((b ^ a) - turned(a, 14)) | 0
  return ((c ^ b) - turned(b, 24)) | 0
}

/** Turns the bits of a 32-bit integer to the left. */
function turned(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by))
}
