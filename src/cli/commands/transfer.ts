import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MemoryError, invalidInput } from '../../core/errors/errors.ts'
import { requireUserId } from '../../core/user-id.ts'
import {
  exportFile,
  foreignFormats,
  importFile,
  importFrom,
  readUserIds,
  type ImportFromProgress,
  type ImportFromReport,
} from '../../maintenance/index.ts'
import { writeAside } from '../../maintenance/partial-file.ts'
import { createFolder } from '../../paths/create-folder.ts'
import { localPath } from '../../paths/local-path.ts'
import type { ILabMemory } from '../../memory/ilab-memory.ts'
import type { ImportCounts } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import type { Invocation } from '../settings/invocation.ts'
import { withMemory } from './operations/run-operation.ts'
import { requireUser } from '../settings/settings.ts'
import { requireFiles, requireStore } from '../settings/store-location.ts'
import { cleanlyInterrupted, stopIfInterrupted } from '../terminal/interruption.ts'
import { write, writeJson, writeLines } from '../terminal/output.ts'
import { plainJson } from '../terminal/escape-controls.ts'
import { Progress } from '../terminal/progress.ts'
import { toSnakeCase } from '../../wire/wire-names.ts'
import { isPiped, readLinesOfInput } from '../terminal/standard-input.ts'
import { count, grouped } from '../terminal/amounts.ts'
import { imported } from '../terminal/views.ts'

/** Names the users of an export of all; it is there when the export is complete. */
const listName = 'users.jsonl'

/** Writes the memory of one user, or of all users, as JSON Lines. */
export async function exportMemory(invocation: Invocation): Promise<void> {
  const { args, options, settings } = invocation
  const path = pathIn(args)
  if (options['all'] === true)
    return exportAll(invocation, path ?? invalidInput('--all: name a folder to write to'))
  const userId = requireUser(settings)
  requireStore(settings.store)
  await withMemory(invocation, async (memory) => {
    const user = memory.forUser(userId)
    if (path === undefined || path === '-') return exportToOutput(user)
    const { records } = await toFile(invocation, user, path)
    await tell(invocation, { records }, [`Exported ${count(records, 'record')}.`])
  })
}

/** To the byte what the user has; a terminal gets what a terminal can show, which says the same. */
async function exportToOutput(user: UserMemory): Promise<void> {
  const shown = process.stdout.isTTY ? plainJson : (line: string) => line
  for await (const line of user.export()) await write(`${shown(line)}\n`)
}

async function toFile(
  invocation: Invocation,
  user: UserMemory,
  path: string,
): Promise<{ readonly records: number }> {
  using progress = progressOf(invocation)
  const { observations, sessions } = await user.stats()
  const total = observations + sessions + 1
  const onProgress = ({ records }: { records: number }): void =>
    progress.show({ done: records, total, words: count(records, 'record') })
  const overwrite = invocation.options['overwrite'] === true
  return await cleanlyInterrupted(() => exportFile(user, user.userId, path, { overwrite, onProgress }))
}

/** A file for each user, each there when it is whole; called again after an interruption, it makes those that lack. */
async function exportAll(invocation: Invocation, folder: string): Promise<void> {
  const { settings, options } = invocation
  const instead = 'export the users of a PostgreSQL database one by one'
  const userIds = [...readUserIds(requireFiles(settings.store, instead))]
  const list = join(folder, listName)
  const overwrite = options['overwrite'] === true
  if (existsSync(list) && !overwrite)
    invalidInput('the folder holds a complete export: pass --overwrite to replace it')
  createFolder(folder)
  let records = 0
  await withMemory(invocation, async (memory) => {
    using progress = progressOf(invocation)
    for (const [users, userId] of userIds.entries()) {
      progress.show({ done: users, total: userIds.length, words: `user ${users + 1} of ${userIds.length}` })
      const path = join(folder, fileOf(userId))
      if (existsSync(path) && !overwrite) continue
      const exported = await cleanlyInterrupted(() => exportFile(memory, userId, path, { overwrite }))
      records += exported.records
    }
  })
  const lines = userIds.map((userId) => `${JSON.stringify({ user_id: userId })}\n`)
  await writeAside(list, async (partial) =>
    writeFileSync(partial, lines.join(''), { mode: 0o600, flag: 'wx' }),
  )
  const users = userIds.length
  await tell(invocation, { users, records }, [
    `Exported ${count(users, 'user')}, ${count(records, 'record')}.`,
  ])
}

/** Adds what is not there yet. Called again after an interruption, it goes through all and adds what lacks. */
export async function importMemory(invocation: Invocation): Promise<void> {
  const { args, options, settings } = invocation
  const path = pathIn(args)
  if (options['from'] !== undefined) return importForeign(invocation, path)
  if (options['all'] === true)
    return importAll(invocation, path ?? invalidInput('--all: name a folder to read'))
  const userId = requireUser(settings)
  if (path === undefined && !isPiped())
    invalidInput('import: name a file, or pipe an export into the command')
  if (path !== undefined && path !== '-') requireFile(path)
  const counts = await withMemory(invocation, (memory) =>
    path === undefined || path === '-'
      ? memory.forUser(userId).import(readLinesOfInput())
      : fromFile(invocation, memory, userId, path),
  )
  await tell(invocation, counts, imported(counts))
}

/** Refusals that a person is shown; `--json` has more. */
const refusalsShown = 20

/** Imports the memory of another program. A row that names no user is of the user that the command names. */
async function importForeign(invocation: Invocation, path: string | undefined): Promise<void> {
  const { options, settings } = invocation
  const format = foreignFormats.find((known) => known === options['from'])
  if (format === undefined) invalidInput(`--from: must be one of ${foreignFormats.join(', ')}`)
  if (options['all'] === true) invalidInput('--from: reads every user of the file by itself, without --all')
  if (path === undefined || path === '-') return invalidInput('--from: name the file to read')
  requireFile(path)
  const report = await withMemory(invocation, (memory) => {
    using progress = progressOf(invocation)
    const onProgress = ({ rows, total }: ImportFromProgress): void =>
      progress.show({ done: rows, total, words: count(rows, 'row') })
    return importFrom(memory, format, path, { userId: settings.userId, onProgress })
  })
  await tell(invocation, report, importedFrom(report))
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

async function importAll(invocation: Invocation, folder: string): Promise<void> {
  const userIds = listedUsers(join(folder, listName))
  const total = { users: 0, observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }
  await withMemory(invocation, async (memory) => {
    using progress = progressOf(invocation)
    for (const userId of userIds) {
      progress.show({
        done: total.users,
        total: userIds.length,
        words: `user ${total.users + 1} of ${userIds.length}`,
      })
      const counts = await importFile(memory, userId, join(folder, fileOf(userId)))
      total.users++
      for (const name of ['observations', 'sessions', 'threadItems', 'unchanged'] as const)
        total[name] += counts[name]
    }
  })
  await tell(invocation, total, [`${count(total.users, 'user')}: ${imported(total).join('')}`])
}

async function fromFile(
  invocation: Invocation,
  memory: ILabMemory,
  userId: string,
  path: string,
): Promise<ImportCounts> {
  using progress = progressOf(invocation)
  const onProgress = ({ records }: { records: number }): void =>
    progress.show({ done: records, words: records === 1 ? 'record' : 'records' })
  return await importFile(memory, userId, path, { onProgress })
}

/** Errors: `not_found`, before a store is made for nothing. */
function requireFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new MemoryError('not_found', 'there is no file at this path')
}

/** The path that is written behind the command; `-` stands for standard input or output. */
function pathIn([path]: readonly unknown[]): string | undefined {
  return path === undefined || path === '-' ? path : localPath(path, { name: 'path' })
}

function listedUsers(path: string): string[] {
  if (!existsSync(path))
    throw new MemoryError('not_found', 'the folder holds no complete export: finish it by exporting again')
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line, i) => listedUser(line, i + 1))
}

function listedUser(line: string, number: number): string {
  try {
    const { user_id: userId } = JSON.parse(line) as { readonly user_id?: unknown }
    return requireUserId(userId)
  } catch {
    return invalidInput(`${listName}: line ${number} names no user`)
  }
}

/** No user id reaches a path. */
function fileOf(userId: string): string {
  return `${createHash('sha256').update(userId).digest('hex')}.jsonl`
}

function progressOf({ options, isJson }: Invocation): Progress {
  stopIfInterrupted()
  return new Progress(isJson || options.quiet === true)
}

/** Names the fields as the wire does. */
function named(result: object): object {
  return Object.fromEntries(
    Object.entries(result).map(([name, value]: [string, unknown]) => [toSnakeCase(name), value]),
  )
}

async function tell({ isJson }: Invocation, result: object, lines: readonly string[]): Promise<void> {
  if (isJson) await writeJson(named(result))
  else await writeLines(lines)
}
