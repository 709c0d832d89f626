import { invalidInput } from '../../core/errors/errors.ts'
import {
  migrateFiles,
  migratePostgres,
  migrationScript,
  pendingMigrations,
  type MigrateFilesReport,
} from '../../maintenance/index.ts'
import type { Invocation } from '../settings/invocation.ts'
import { requireStore } from '../settings/store-location.ts'
import { pendingExit } from '../terminal/exit-codes.ts'
import { write, writeJson, writeLines } from '../terminal/output.ts'
import { cleanlyInterrupted } from '../terminal/interruption.ts'
import { Progress } from '../terminal/progress.ts'
import { count, grouped } from '../terminal/amounts.ts'

/** Brings a store to the schema of this version. Doing it again changes nothing. */
export async function migrate(invocation: Invocation): Promise<void> {
  const { options, isJson } = invocation
  if (options.print === true) return print(invocation)
  const ownerUrl = ownerUrlOf(invocation)
  if (options['check'] === true) return check(invocation, ownerUrl)
  if (ownerUrl !== null) {
    await ofDatabase(invocation, ownerUrl)
    if (isJson) return writeJson({ migrated: true })
    return writeLines(['Up to date.'])
  }
  const { files, indexed } = await ofFiles(invocation)
  if (isJson) return writeJson({ migrated: true, files, indexed })
  const anew = indexed === 0 ? '' : `; indexed ${count(indexed, 'observation')} anew`
  await writeLines([`Up to date: ${count(files, 'file')}${anew}.`])
}

async function ofDatabase({ settings, options }: Invocation, ownerUrl: string): Promise<void> {
  const { applicationRole, distribute } = options
  const { schema, role } = settings.store
  const named = typeof applicationRole === 'string' && applicationRole !== '' ? applicationRole : null
  if (named === null && role !== 'owner')
    invalidInput(
      '--application-role: name the role that applications connect as; with one role: --role owner',
    )
  await migratePostgres(ownerUrl, { applicationRole: named, role, schema, distribute: distribute === true })
}

/** Returns the URL to migrate with: a flag, the environment, the store; null where the store lies in files. */
function ownerUrlOf({ settings: { store, file }, options }: Invocation): string | null {
  if (options.ownerUrl !== undefined) return options.ownerUrl
  const { ILAB_MEMORY_OWNER_URL: ownerUrl = '', ILAB_MEMORY_DB_PATH: place = '' } = process.env
  const named = options.store ?? options.dbPath ?? file.store
  const isNamed = named !== undefined || place !== ''
  if (ownerUrl !== '' && (store.kind === 'postgres' || !isNamed)) return ownerUrl
  return store.kind === 'postgres' ? store.place : null
}

/** Writes the SQL of every migration, and connects to nothing. */
async function print({ settings, options, isJson }: Invocation): Promise<void> {
  refuseBeside(options, '--print', ['check', 'distribute'])
  const { applicationRole } = options
  const { schema } = settings.store
  const role = typeof applicationRole === 'string' ? applicationRole : null
  const sql = migrationScript({ schema, applicationRole: role })
  await (isJson ? writeJson({ sql }) : write(sql))
}

/** Tells whether the database lacks migrations, by the exit code too. Changes nothing. */
async function check({ settings, options, isJson }: Invocation, url: string | null): Promise<void> {
  refuseBeside(options, '--check', ['distribute'])
  if (url === null)
    invalidInput('--check: for a PostgreSQL database; files are migrated when they are opened')
  const pending = await pendingMigrations(url, { schema: settings.store.schema })
  if (pending.length > 0) process.exitCode = pendingExit
  if (isJson) return writeJson({ is_current: pending.length === 0, pending })
  if (pending.length === 0) return writeLines(['Up to date.'])
  await writeLines(['Pending:', ...pending.map(({ id, name }) => `  ${id}: ${name}`)])
}

function refuseBeside(options: Invocation['options'], flag: string, others: readonly string[]): void {
  for (const other of others)
    if (options[other] === true) invalidInput(`${flag} and --${other} exclude each other`)
}

async function ofFiles({ settings, options, isJson }: Invocation): Promise<MigrateFilesReport> {
  const { store, memory } = settings
  requireStore(store)
  using progress = new Progress(isJson || options.quiet === true)
  const words = { schema: 'statements', index: 'observations indexed' }
  return await cleanlyInterrupted(() =>
    migrateFiles(store.place, {
      language: memory.language,
      onProgress: ({ files, phase, done, total }) =>
        progress.show({ done, total, words: `file ${files + 1}: ${grouped(done)} ${words[phase]}` }),
    }),
  )
}
