import { invalidInput } from '../../core/errors/errors.ts'
import type { ImportCounts } from '../../core/model.ts'
import type { ExportRecord, ObservationRecord } from '../../core/store/store.ts'
import { readExportLine, type ImportRules } from '../../wire/export-lines.ts'

const recordsInBatch = 200
/** Lines of a batch are held until it is full: in characters, so that long ones do not fill the memory. */
const charactersInBatch = 2 ** 22

/**
 * Reads the lines of an export and adds their records batch by batch. Settings come last, wherever they stand: they may
 * pause saving. Where a batch ends between an observation and its versions, the next one repeats the observation.
 *
 * Errors: `invalid_input` with the number of the line, and those of `add`.
 */
export async function importLines(
  lines: Iterable<string> | AsyncIterable<string>,
  rules: ImportRules,
  add: (records: readonly ExportRecord[]) => Promise<ImportCounts>,
): Promise<ImportCounts> {
  const total = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }
  let observation: ObservationRecord | null = null
  let isObservationSent = true
  let repeated = 0
  const flush = async (records: readonly ExportRecord[]): Promise<void> => {
    const counts = await add(records)
    total.observations += counts.observations
    total.sessions += counts.sessions
    total.threadItems += counts.threadItems
    total.unchanged += counts.unchanged - repeated
    repeated = 0
    isObservationSent = true
  }
  const batch: ExportRecord[] = []
  const settings: ExportRecord[] = []
  let characters = 0
  let number = 0
  for await (const line of requireIterable(lines)) {
    number++
    if (typeof line !== 'string') invalidInput('must be of type string', { line: number })
    // Some editors begin a file with a byte-order mark.
    const text = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line
    if (text.trim() === '') continue
    const record = { ...readExportLine(text, number, rules), line: number }
    if (record.kind === 'observation') [observation, isObservationSent] = [record, false]
    if (record.kind === 'version' && observation !== null && isObservationSent) {
      batch.push(observation)
      isObservationSent = false
      repeated++
    }
    if (record.kind === 'settings') settings.push(record)
    else batch.push(record)
    characters += line.length
    if (batch.length < recordsInBatch && characters < charactersInBatch) continue
    characters = 0
    await flush(batch.splice(0))
  }
  await flush([...batch, ...settings])
  return total
}

function requireIterable<Lines extends Iterable<string> | AsyncIterable<string>>(lines: Lines): Lines {
  const isIterable =
    typeof lines === 'object' && lines !== null && (Symbol.iterator in lines || Symbol.asyncIterator in lines)
  return isIterable ? lines : invalidInput('import: needs the lines of an export, one string each')
}
