import { doctor, type DoctorReport, type Finding } from '../../maintenance/index.ts'
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
  const path = requireFiles(settings.store, 'PostgreSQL checks itself: amcheck and its logs')
  const report = await checked(path, options['repair'] === true, isJson || options.quiet === true)
  if (!report.isHealthy) process.exitCode = unhealthyExit
  if (isJson) await writeJson(onTheWire(report))
  else await writeLines(readable(report))
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
  const verdict = isHealthy ? style('good', 'All is well.') : style('bad', 'Not all is well.')
  return [
    `${verdict} ${style('quiet', looked)}`,
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

function listed(findings: readonly Finding[]): string[] {
  const columns = [
    { heading: 'check' },
    { heading: 'severity' },
    { heading: 'repaired' },
    { heading: 'what' },
  ]
  const rows = findings.map(({ check, severity, repaired, message, path }) => [
    check,
    severity,
    repaired === undefined ? '' : repaired ? 'yes' : 'no',
    plainLine(path === undefined ? message : `${message}: ${path}`),
  ])
  return table(columns, rows)
}
