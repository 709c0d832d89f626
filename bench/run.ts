import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Workloads: each is a file of this folder, and runs in a process of its own. */
const workloads: Readonly<Record<string, string>> = {
  scale: 'search and session start as files grow, against a shared FTS5 table and against bare reading',
  throughput: 'durable saves a second, against bare statements and against a shared FTS5 table',
  stores: 'cold users, threads and floods on the SQLite stores, and PostgreSQL',
  http: 'searches and saves a second over HTTP, against a bare route',
  retrieval: 'how often the right observation is found in public conversations',
  expectations: 'how often a search finds what a person expects',
  precision: 'how exactly a search answers questions whose answers are known',
  redact: 'what a megabyte costs to redact',
  cli: 'how long a command takes to start and to answer',
}

const [name, ...options] = process.argv.slice(2)

if (name === undefined || !Object.hasOwn(workloads, name)) {
  console.log('npm run bench -- <name> [options]\n')
  for (const [known, what] of Object.entries(workloads)) console.log(`  ${known.padEnd(14)}${what}`)
  process.exitCode = name === undefined ? 0 : 1
} else {
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  process.exitCode = spawnSync(process.execPath, [script, ...options], { stdio: 'inherit' }).status ?? 1
}
