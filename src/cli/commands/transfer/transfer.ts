import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MemoryError, invalidInput } from '../../../core/errors/errors.ts'
import { requireUserId } from '../../../core/user-id.ts'
import {
  exportFile,
  exportFormats,
  importFile,
  readUserIds,
  type ExportFormat,
} from '../../../maintenance/index.ts'
import { exportedAs } from '../../../maintenance/export-as.ts'
import { writeAside } from '../../../maintenance/partial-file.ts'
import { createFolder } from '../../../core/paths/create-folder.ts'
import { localPath } from '../../../core/paths/local-path.ts'
import type { ILabMemory } from '../../../memory/ilab-memory.ts'
import type { ImportCounts } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import type { Invocation } from '../../settings/invocation.ts'
import { withMemory } from '../operations/run-operation.ts'
import { requireUser } from '../../settings/settings.ts'
import { requireFiles, requireStore } from '../../settings/store-location.ts'
import { cleanlyInterrupted } from '../../terminal/interruption.ts'
import { write } from '../../terminal/output.ts'
import { importForeign } from './import-from.ts'
import { progressOf, requireFile, tell } from './telling.ts'
import { plainJson, plainLines } from '../../terminal/escape-controls.ts'
import { isPiped, readLinesOfInput } from '../../terminal/standard-input.ts'
import { count } from '../../terminal/amounts.ts'
import { imported } from '../../terminal/views.ts'

/** Names the users of an export of all; it is there when the export is complete. */
const listName = 'users.jsonl'

/** Writes the memory of one user, or of all users, as JSON Lines. */
export async function exportMemory(invocation: Invocation): Promise<void> {
  const { args, options, settings } = invocation
  const path = pathIn(args)
  const format = formatIn(options['format'])
  if (options['all'] === true && format !== 'jsonl') invalidInput('--format: an export of all users is jsonl')
  if (options['all'] === true)
    return exportAll(invocation, path ?? invalidInput('--all: name a folder to write to'))
  const userId = requireUser(settings)
  requireStore(settings.store)
  await withMemory(invocation, async (memory) => {
    const user = memory.forUser(userId)
    if (path === undefined || path === '-') return exportToOutput(user, format)
    const { records } = await toFile(invocation, user, path, format)
    await tell(invocation, { records }, [`Exported ${count(records, 'record')}.`])
  })
}

/** To the byte what the user has; a terminal gets what a terminal can show, which says the same. */
async function exportToOutput(user: UserMemory, format: ExportFormat): Promise<void> {
  const show = format === 'jsonl' ? plainJson : (text: string) => plainLines(text).join('\n')
  const shown = process.stdout.isTTY ? show : (line: string) => line
  for await (const line of exportedAs(user.export(), format)) await write(`${shown(line)}\n`)
}

function formatIn(written: unknown): ExportFormat {
  const format = exportFormats.find((known) => known === (written ?? 'jsonl'))
  return format ?? invalidInput(`--format: must be one of ${exportFormats.join(', ')}`)
}

async function toFile(
  invocation: Invocation,
  user: UserMemory,
  path: string,
  format: ExportFormat,
): Promise<{ readonly records: number }> {
  using progress = progressOf(invocation)
  const { observations, sessions } = await user.stats()
  const total = observations + sessions + 1
  const onProgress = ({ records }: { records: number }): void =>
    progress.show({ done: records, total, words: count(records, 'record') })
  const overwrite = invocation.options['overwrite'] === true
  return await cleanlyInterrupted(() =>
    exportFile(user, user.userId, path, { overwrite, format, onProgress }),
  )
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
  if (options['dryRun'] === true) invalidInput('--dry-run: goes with --from')
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
