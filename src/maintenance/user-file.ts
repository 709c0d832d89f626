import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { exportedAs, exportFormats, type ExportFormat } from './export-as.ts'
import { invalidInput } from '../core/errors/errors.ts'
import { given } from '../core/input/given.ts'
import type { ImportCounts } from '../core/model.ts'
import { filePath } from '../core/paths/kind-of-place.ts'
import type { PathLike } from '../core/paths/local-path.ts'
import { utf8Lines } from '../wire/utf8-lines.ts'
import { handleOf, type CopyUserOptions, type UserPlace } from './copy-user.ts'
import { fileFailure, requireNothingAt, writeAside } from './partial-file.ts'

/** Lines written at once. */
const linesInChunk = 256

/** Options of an export into a file. */
export interface ExportFileOptions extends CopyUserOptions {
  /**
   * Replace an existing file. Without it such a path is refused with `invalid_input`.
   * @default false
   */
  readonly overwrite?: boolean | null | undefined
  /**
   * Form of the file. `markdown` and `csv` have the observations as they are now; only `jsonl` has everything.
   * @default 'jsonl'
   */
  readonly format?: ExportFormat | null | undefined
}

/** Result of an export into a file. */
export interface ExportFileReport {
  /** Lines of JSON, rows or headings that were written. */
  readonly records: number
}

/**
 * Writes one user's memory into a file of JSON Lines, Markdown or CSV, which appears under its name when it is whole, readable by its
 * owner only.
 *
 * Errors: `invalid_input`, `storage_full`, `storage`, and those of the store.
 *
 * @example
 * ```ts
 * await exportFile(memory, 'ada', './ada.jsonl')
 * ```
 */
export async function exportFile(
  from: UserPlace,
  userId: string,
  file: PathLike,
  options: ExportFileOptions | null = {},
): Promise<ExportFileReport> {
  const { overwrite = false, format = 'jsonl', onProgress = () => undefined } = given(options)
  if (!exportFormats.includes(format))
    invalidInput(`must be one of ${exportFormats.join(', ')}`, { field: 'format' })
  const path = filePath(file, { name: 'exportFile', otherwise: 'name the file to write' })
  const user = handleOf(from, userId)
  requireNothingAt(path, overwrite)
  return writeAside(path, async (partial) => {
    await using output = await open(partial, 'wx', 0o600)
    let records = 0
    let lines: string[] = []
    for await (const line of exportedAs(user.export(), format)) {
      lines.push(`${line}\n`)
      records++
      if (lines.length < linesInChunk) continue
      await output.writeFile(lines.join(''))
      lines = []
      onProgress({ users: 0, records })
    }
    await output.writeFile(lines.join(''))
    onProgress({ users: 1, records })
    return { records }
  })
}

/**
 * Adds what a file of JSON Lines holds to one user's memory. Importing it again changes nothing, so that an interrupted
 * import is finished by calling again.
 *
 * Errors: `not_found`, `invalid_input` with the number of the line, `quota_exceeded`, and those of the store.
 */
export async function importFile(
  to: UserPlace,
  userId: string,
  file: PathLike,
  options: CopyUserOptions | null = {},
): Promise<ImportCounts> {
  const { onProgress = () => undefined } = given(options)
  const path = filePath(file, { name: 'importFile', otherwise: 'name the file to read' })
  const user = handleOf(to, userId)
  try {
    return await user.import(linesOf(path, (records) => onProgress({ users: 0, records })))
  } catch (error) {
    throw fileFailure(error)
  }
}

async function* linesOf(path: string, onRecords: (records: number) => void): AsyncGenerator<string> {
  let records = 0
  for await (const line of utf8Lines(createReadStream(path), 'the file')) {
    yield line
    onRecords(++records)
  }
}
