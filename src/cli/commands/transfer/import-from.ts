import { invalidInput } from '../../../core/errors/errors.ts'
import {
  foreignFormats,
  importFrom,
  type ImportFromProgress,
  type ImportFromReport,
} from '../../../maintenance/index.ts'
import type { ILabMemory } from '../../../memory/ilab-memory.ts'
import type { Invocation } from '../../settings/invocation.ts'
import { count, grouped } from '../../terminal/amounts.ts'
import { imported } from '../../terminal/views.ts'
import { withMemory } from '../operations/run-operation.ts'
import { progressOf, requireFile, tell } from './telling.ts'
import { inTemporaryMemory } from './temporary-memory.ts'

/** Refusals that a person is shown; `--json` has more. */
const refusalsShown = 20

const dryNote = 'A dry run: the store was not opened, and nothing was kept. As into an empty memory:'

/** Imports the memory of another program. A row that names no user is of the user that the command names. */
export async function importForeign(invocation: Invocation, path: string | undefined): Promise<void> {
  const { options, settings } = invocation
  const format = foreignFormats.find((known) => known === options['from'])
  if (format === undefined) invalidInput(`--from: must be one of ${foreignFormats.join(', ')}`)
  if (options['all'] === true) invalidInput('--from: reads every user of the file by itself, without --all')
  if (path === undefined || path === '-') return invalidInput('--from: name the file to read')
  requireFile(path)
  const work = async (memory: ILabMemory): Promise<ImportFromReport> => {
    using progress = progressOf(invocation)
    const onProgress = ({ rows, total }: ImportFromProgress): void =>
      progress.show(
        total === null
          ? { done: rows, words: rows === 1 ? 'row' : 'rows' }
          : { done: rows, total, words: count(rows, 'row') },
      )
    return await importFrom(memory, format, path, { userId: settings.userId, onProgress })
  }
  const isDry = options['dryRun'] === true
  const report = await (isDry ? inTemporaryMemory(settings.memory, work) : withMemory(invocation, work))
  await tell(invocation, report, [...(isDry ? [dryNote] : []), ...importedFrom(report)])
}

function importedFrom(report: ImportFromReport): string[] {
  const { users, deleted, refused, refusals, others } = report
  const left = Object.entries({ 'deleted rows': deleted, ...others }).filter(([, many]) => many > 0)
  const shown = refusals.slice(0, refusalsShown)
  return [
    `${count(users, 'user')}: ${imported(report).join('')}`,
    ...left.map(([name, many]) => `Left out: ${grouped(many)} ${name}.`),
    ...shown.map(({ kind, row, field, reason }) =>
      [`Refused ${kind} ${row}`, ...(field === null ? [] : [field]), reason].join(': '),
    ),
    ...(refused > shown.length ? [`Refused in all: ${grouped(refused)} rows; --json lists more.`] : []),
  ]
}
