/**
 * Saves, searches and lists beside other ways to keep the memory of users, in turns on one machine. Installs them first.
 *
 * `npm run bench -- peers --memories 1000`
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  applicationRole,
  emptyDatabase,
  migratedDatabase,
  ownerRole,
  urlOf,
} from '../../test/postgres/databases.ts'
import { startBenchServer } from '../shared/postgres-server.ts'
import { milliseconds } from '../shared/report.ts'
import { installPeers, versionsOf } from './install.ts'
import type { Peer } from './peer.ts'
import { fillPeers, measurePeers, type PeerFigures } from './workloads.ts'

const { values } = parseArgs({
  options: {
    memories: { type: 'string', default: '1000,10000' },
    each: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '9' },
    json: { type: 'boolean', default: false },
  },
})

installPeers()
const [{ langGraph }, { mastra }, { mem0 }, { ourFile, ourPostgres }, { sharedFts5 }] = await Promise.all([
  import('./langgraph.ts'),
  import('./mastra.ts'),
  import('./mem0.ts'),
  import('./ours.ts'),
  import('./shared-fts5.ts'),
])

async function compare(memories: number): Promise<PeerFigures[]> {
  const root = mkdtempSync(join(tmpdir(), 'ilab-memory-peers-'))
  // A server for each of the two, so that neither cleans up behind the other.
  await using our = await startBenchServer('ours')
  await using other = await startBenchServer('peers')
  try {
    const folderOf = (name: string): string => {
      mkdirSync(join(root, name))
      return join(root, name)
    }
    const ownDatabase = urlOf(await migratedDatabase(our.server), applicationRole)
    const otherDatabase = urlOf(await emptyDatabase(other.server), ownerRole)
    const store = versionsOf('@langchain/langgraph-checkpoint-postgres')
    const peers: Peer[] = [
      await ourFile(folderOf('ours')),
      await ourPostgres(ownDatabase, our.server.folder),
      sharedFts5(folderOf('shared')),
      await langGraph(otherDatabase, other.server.folder, store),
      await mem0(folderOf('mem0'), versionsOf('mem0ai', 'better-sqlite3')),
      await mastra(folderOf('mastra'), versionsOf('@mastra/memory', '@mastra/libsql')),
    ]
    const size = { memories, each: Number(values.each), rounds: Number(values.rounds) }
    await fillPeers(peers, size, (name, seconds) =>
      console.error(`${name}: filled in ${seconds.toFixed(1)} s`),
    )
    return await measurePeers(peers, size)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function tableOf(memories: number, figures: readonly PeerFigures[]): string {
  const head = ['', 'save', 'search', 'list', 'found', 'foreign', 'erasing calls', 'files with remains']
  const rows = figures.map((row) => [
    row.name,
    ...[row.save, row.search, row.list].map(milliseconds),
    `${Math.round(row.found * 100)} %`,
    ...[row.foreign, row.erasingCalls, row.remains].map(String),
  ])
  const cells = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  return [`${memories} memories, ${values.each} a user`, ...lines].join('\n')
}

const load = loadavg()[0]!.toFixed(1)
const results: { readonly memories: number; readonly figures: readonly PeerFigures[] }[] = []
for (const memories of values.memories.split(',').map(Number))
  results.push({ memories, figures: await compare(memories) })
const machine = { node: process.version, cores: availableParallelism(), cpu: cpus()[0]?.model ?? '', load }
if (values.json) console.log(JSON.stringify({ machine, results }))
else {
  for (const { memories, figures } of results) console.log(`${tableOf(memories, figures)}\n`)
  for (const { name, version, durability, facts } of results[0]?.figures ?? [])
    console.log([`${name}: ${version}; ${durability}.`, ...facts].join(' '))
  console.log(`Node ${machine.node}, ${machine.cores} cores, ${machine.cpu}, load ${load} at the start`)
}
