import { invalidInput } from '../../core/errors/errors.ts'
import {
  doctor,
  doctorPostgres,
  type DoctorPostgresReport,
  type DoctorReport,
  type Finding,
  type PostgresFinding,
} from '../../maintenance/index.ts'
import { unhealthyExit } from '../terminal/exit-codes.ts'
import type { Invocation } from '../settings/invocation.ts'
import { requireFiles } from '../settings/store-location.ts'
import { writeJson, writeLines } from '../terminal/output.ts'
import { plainLine } from '../terminal/escape-controls.ts'
import { Progress } from '../terminal/progress.ts'
import { style } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { count } from '../terminal/amounts.ts'

/** Checks the store. The exit code says whether all is well. */
export async function examine(invocation: Invocation): Promise<void> {
  const { settings, options, isJson } = invocation
  if (settings.store.kind === 'postgres') return examineDatabase(invocation)
  const path = requireFiles(settings.store, 'doctor checks a database by its URL')
  const report = await checked(path, options['repair'] === true, isJson || options.quiet === true)
  if (!report.isHealthy) process.exitCode = unhealthyExit
  if (isJson) await writeJson(onTheWire(report))
  else await writeLines(readable(report))
}

/** Checks a PostgreSQL database: as the owner where that one's URL is named, else as the role of the store. */
async function examineDatabase({ settings, options, isJson }: Invocation): Promise<void> {
  if (options['repair'] === true)
    invalidInput('--repair: for stores in files; a database is mended as the findings say')
  const { store, memory } = settings
  const { ILAB_MEMORY_OWNER_URL: owner = '' } = process.env
  const url = options.ownerUrl ?? (owner === '' ? store.place : owner)
  using progress = new Progress(isJson || options.quiet === true)
  const report = await doctorPostgres(url, {
    schema: store.schema,
    language: memory.language,
    onProgress: (done) => progress.show({ done, words: 'users' }),
  })
  if (!report.isHealthy) process.exitCode = unhealthyExit
  if (isJson) await writeJson(databaseOnTheWire(report))
  else await writeLines(readableDatabase(report))
}

function databaseOnTheWire({ isHealthy, findings, users, versions }: DoctorPostgresReport): object {
  return { is_healthy: isHealthy, findings, users, versions: { node: process.versions.node, ...versions } }
}

function readableDatabase({ isHealthy, findings, users, versions }: DoctorPostgresReport): string[] {
  const { server, citus, schema } = versions
  const looked = `schema ${schema}, PostgreSQL ${server}${citus === null ? '' : `, Citus ${citus}`}`
  const ofUsers =
    users === null
      ? 'Users were not checked: row security lists them to the owner of the tables only (--owner-url).'
      : `Checked ${count(users, 'user')}.`
  return [
    `${verdictOf(isHealthy)} ${style('quiet', looked)}`,
    style('quiet', ofUsers),
    ...(findings.length === 0 ? [] : ['', ...listed(findings)]),
  ]
}

function verdictOf(isHealthy: boolean): string {
  return isHealthy ? style('good', 'All is well.') : style('bad', 'Not all is well.')
}

async function checked(path: string, repair: boolean, isQuiet: boolean): Promise<DoctorReport> {
  using progress = new Progress(isQuiet)
  return await doctor(path, {
    repair,
    onProgress: ({ files, checkedUsers, totalUsers }) =>
      progress.show({
        done: checkedUsers,
        total: totalUsers,
        words: `file ${files + 1}, user ${checkedUsers}`,
      }),
  })
}

function onTheWire({ isHealthy, findings, files, versions, vectors, pragmas }: DoctorReport): object {
  const { fileSchemas, ...others } = versions
  return {
    is_healthy: isHealthy,
    findings,
    files,
    versions: { ...others, file_schemas: fileSchemas },
    vectors,
    pragmas,
  }
}

function readable({ isHealthy, findings, files, versions, vectors }: DoctorReport): string[] {
  const looked = `${count(files, 'file')}, schema ${versions.schema}, SQLite ${versions.sqlite}, Node ${versions.node}`
  return [
    `${verdictOf(isHealthy)} ${style('quiet', looked)}`,
    ...covered(vectors),
    ...(findings.length === 0 ? [] : ['', ...listed(findings)]),
  ]
}

function covered({ users, incomplete }: DoctorReport['vectors']): string[] {
  if (users === 0) return []
  const left =
    incomplete === 0 ? 'every text of them has one' : `${count(incomplete, 'user')} with texts that have none`
  return [style('quiet', `Vectors: ${count(users, 'user')}; ${left}.`)]
}

function listed(findings: readonly (Finding | PostgresFinding)[]): string[] {
  const columns = [
    { heading: 'check' },
    { heading: 'severity' },
    { heading: 'repaired' },
    { heading: 'what' },
  ]
  const rows = findings.map(({ check, severity, message, ...others }) => {
    const { repaired, path }: Partial<Finding> = others
    return [
      check,
      severity,
      repaired === undefined ? '' : repaired ? 'yes' : 'no',
      plainLine(path === undefined ? message : `${message}: ${path}`),
    ]
  })
  return table(columns, rows)
}
