import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { folderVariable } from './guard.ts'

/** Names a running server to test on: the URL of a superuser's connection. CONTRIBUTING.md describes it. */
export const ownServerVariable = 'ILAB_TEST_POSTGRES_URL'
const nodesVariable = 'ILAB_TEST_POSTGRES_NODES'

/** Address of a node of a Citus cluster, as the cluster knows it. */
export interface ClusterNode {
  readonly host: string
  readonly port: number
  readonly isCoordinator: boolean
}

/** Returns the nodes of the cluster that the tests run on; none on a server alone. */
export function clusterNodes(): readonly ClusterNode[] {
  return JSON.parse(process.env[nodesVariable] ?? '[]') as ClusterNode[]
}

/** True if the tests run on a Citus cluster. */
export const isCluster: boolean = clusterNodes().length > 0

/** Looks once for the nodes of the named server, before any test file is loaded. */
export async function findNodes(): Promise<void> {
  const url = process.env[ownServerVariable]
  if (url === undefined) return
  const [citus] = await query<{ exists: boolean }>(
    url,
    `select exists (select from pg_extension where extname = 'citus')`,
  )
  if (citus?.exists !== true) return
  const nodes = await query<ClusterNode>(
    url,
    `select nodename as host, nodeport as port, groupid = 0 as "isCoordinator" from pg_dist_node where isactive`,
  )
  process.env[nodesVariable] = JSON.stringify(nodes)
}

/** Creates the extension in a new database of the cluster, on every node, and connects the nodes. */
export async function joinNodes(url: string): Promise<void> {
  const database = new URL(url).pathname.slice(1)
  const workers = clusterNodes().filter(({ isCoordinator }) => !isCoordinator)
  for (const worker of workers) {
    await query(
      urlOn(worker, url, 'postgres'),
      `create database ${database} template template0 encoding 'UTF8'`,
    )
    await query(urlOn(worker, url, database), 'create extension citus')
  }
  await query(url, 'create extension citus')
  for (const { host, port, isCoordinator } of clusterNodes()) {
    const call = isCoordinator ? 'citus_set_coordinator_host' : 'citus_add_node'
    await query(url, `select ${call}($1, $2)`, [host, port])
  }
}

/** Returns the same user's URL of a node's database. */
export function urlOn({ host, port }: ClusterNode, url: string, database: string): string {
  const node = new URL(url)
  node.hostname = host
  node.port = String(port)
  node.pathname = `/${database}`
  return node.href
}

const createdFile = 'databases.txt'

/** Remembers a database, so that the end of the test run drops it. */
export function rememberDatabase(name: string): void {
  appendFileSync(join(process.env[folderVariable]!, createdFile), `${name}\n`)
}

/** Drops what the test run created on the named server. */
export async function dropDatabases(folder: string): Promise<void> {
  const url = process.env[ownServerVariable]
  const file = join(folder, createdFile)
  if (url === undefined || !existsSync(file)) return
  const workers = clusterNodes().filter(({ isCoordinator }) => !isCoordinator)
  for (const name of readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')) {
    await query(url, `drop database ${name} with (force)`)
    for (const worker of workers)
      await query(urlOn(worker, url, 'postgres'), `drop database ${name} with (force)`)
  }
}

/** Runs one statement on a connection of its own. */
export async function query<Row>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text, values)).rows as Row[]
  } finally {
    await client.end()
  }
}
