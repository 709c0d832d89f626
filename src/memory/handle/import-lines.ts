import { invalidInput } from '../../core/errors/errors.ts'
import type { ImportCounts } from '../../core/model.ts'
import type { ExportRecord } from '../../core/store/store.ts'
import { readExportLine, type ImportRules } from '../../wire/export-lines.ts'
import { importBatches, type SizedRecord } from './import-batches.ts'

/** Records of one transaction: more take less time each, and hold up the writes of other users longer. */
const recordsInBatch = 400

/**
 * Reads the lines of an export and adds their records batch by batch.
 *
 * Errors: `invalid_input` with the number of the line, and those of `add`.
 */
export function importLines(
  lines: Iterable<string> | AsyncIterable<string>,
  rules: ImportRules,
  add: (records: readonly ExportRecord[]) => Promise<ImportCounts>,
): Promise<ImportCounts> {
  return importBatches(recordsOf(lines, rules), recordsInBatch, add)
}

async function* recordsOf(
  lines: Iterable<string> | AsyncIterable<string>,
  rules: ImportRules,
): AsyncGenerator<SizedRecord> {
  let number = 0
  for await (const line of requireIterable(lines)) {
    number++
    if (typeof line !== 'string') invalidInput('must be of type string', { line: number })
    // Some editors begin a file with a byte-order mark.
    const text = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line
    if (text.trim() === '') continue
    yield { record: { ...readExportLine(text, number, rules), line: number }, characters: line.length }
  }
}

function requireIterable<Lines extends Iterable<string> | AsyncIterable<string>>(lines: Lines): Lines {
  const isIterable =
    typeof lines === 'object' && lines !== null && (Symbol.iterator in lines || Symbol.asyncIterator in lines)
  return isIterable ? lines : invalidInput('import: needs the lines of an export, one string each')
}
