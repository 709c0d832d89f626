import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { migrateFiles } from '../../src/maintenance/index.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { fillStore } from '../shared/bench-files.ts'
import { report } from '../shared/report.ts'
import { makeOld } from './old-file.ts'

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    kill: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const each = 100
const users = Number(options.rows) / each
const folder = mkdtempSync(join(tmpdir(), 'migration-'))
const path = join(folder, 'memory.db')
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

const imported = await seconds(async () => {
  await using store = await openSqliteStore(path)
  await fillStore(store, { users, each })
})
makeOld(path)
const killed = join(folder, 'killed.db')
if (options.kill) copyFileSync(path, killed)
let schemaSteps = 0
let calls = 0
const migrated = await seconds(() =>
  migrateFiles(path, {
    onProgress: ({ phase, total }) => {
      calls++
      if (phase === 'schema') schemaSteps = total
    },
  }),
)

const notes = [`Progress was told ${calls} times, ${schemaSteps} of them for the schema.`]
if (options.kill) notes.push(killAndResume())
rmSync(folder, { recursive: true })

/** Kills a process after each statement of the schema, then again and again while it indexes, until one ends by itself. */
function killAndResume(): string {
  const program = join(import.meta.dirname, '../../test/maintenance/migrate-process.ts')
  const callsAfterSchema = 200
  let deaths = 0
  for (let call = 1; ; call = call > schemaSteps ? callsAfterSchema : call + 1) {
    const { signal, status } = spawnSync(process.execPath, [program, killed, String(call)])
    if (signal !== 'SIGKILL') {
      if (status !== 0) throw new Error('a resumed migration failed')
      break
    }
    deaths++
  }
  using database = new DatabaseSync(killed, { readOnly: true })
  const { left } = database.prepare('select count(*) as left from unindexed').get() ?? {}
  if (left !== 0) throw new Error('a resumed migration left users without an index')
  return `A copy was killed ${deaths} times on the way, and resumed.`
}

report(
  'migration',
  [
    {
      what: `migration of ${options.rows} rows of version 0.1, over one import of them`,
      measured: `${migrated.toFixed(1)} s, ${imported.toFixed(1)} s`,
      ratio: migrated / imported,
      target: { atMost: 1 },
    },
  ],
  notes,
  options.json,
)
