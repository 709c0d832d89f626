import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The workloads, each with its file and its purpose. Each runs in a process of its own. */
const workloads: Readonly<Record<string, readonly [file: string, measures: string]>> = {
  scale: [
    './scale/scale.ts',
    'search and session start as files grow, against a shared FTS5 table and against bare reading',
  ],
  throughput: [
    './throughput/throughput.ts',
    'durable saves a second, against bare statements and against a shared FTS5 table',
  ],
  migration: [
    './scale/migration.ts',
    'a file of version 0.1 with a million rows, against one import; --kill also kills it on the way',
  ],
  removal: ['./throughput/removal.ts', 'removal of many observations in one call, against one forget'],
  context: ['./scale/context.ts', 'a context with a query, against its search and a session start'],
  copy: [
    './postgres/copy.ts',
    '1,000 users from a file to PostgreSQL and back, against one import after the other',
  ],
  batch: ['./throughput/batch.ts', '100 saves in one call, against 100 calls'],
  transfer: ['./throughput/transfer.ts', 'rows a second of an import and a copy, against bare statements'],
  simulation: ['./simulation/simulation.ts', 'a day of 100,000 users on each store, compressed in time'],
  peers: [
    './peers/peers.ts',
    'the same memories in LangGraph, mem0, Mastra and one FTS5 table; installs them first',
  ],
  stores: ['./stores/stores.ts', 'cold users, threads and floods on the SQLite stores, and PostgreSQL'],
  postgres: [
    './postgres/postgres.ts',
    'a search and a save on PostgreSQL, against a bare round trip, and on a cluster against one server',
  ],
  telemetry: ['./throughput/telemetry.ts', 'what OpenTelemetry costs a search, absent and recording'],
  http: ['./http/http.ts', 'searches and saves a second over HTTP, against a bare route'],
  page: [
    './page/page.ts',
    "the user's page with 10,000 memories: its files, first list, one key of a search",
  ],
  retrieval: ['./retrieval/retrieval.ts', 'how often the right observation is found in public conversations'],
  expectations: ['./expectations/expectations.ts', 'how often a search finds what a person expects'],
  precision: ['./precision/precision.ts', 'how exactly a search answers questions whose answers are known'],
  meaning: ['./meaning/meaning.ts', 'how often a search finds what is said in other words, with MiniLM'],
  'meaning-cost': ['./meaning/cost.ts', 'what sense adds to a search and a save, and bytes a vector'],
  redact: ['./redact.ts', 'what a megabyte costs to redact'],
  import: ['./import.ts', 'how long an entry of the package takes to load, and how many modules it is'],
  cli: ['./cli.ts', 'how long a command takes to start and to answer'],
}

const [name, ...options] = process.argv.slice(2)

if (name === undefined || !Object.hasOwn(workloads, name)) {
  console.log('npm run bench -- <name> [options]\n')
  for (const [known, [, what]] of Object.entries(workloads)) console.log(`  ${known.padEnd(14)}${what}`)
  process.exitCode = name === undefined ? 0 : 1
} else {
  const script = fileURLToPath(new URL(workloads[name]![0], import.meta.url))
  process.exitCode = spawnSync(process.execPath, [script, ...options], { stdio: 'inherit' }).status ?? 1
}
