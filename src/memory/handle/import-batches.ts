import type { ImportCounts } from '../../core/model.ts'
import type { ExportRecord, ObservationRecord } from '../../core/store/store.ts'

/** Records of a batch are held until it is full: in characters, so that long ones do not fill the memory. */
const charactersInBatch = 2 ** 22

/** A record of an import, with about as many characters as its line has. */
export interface SizedRecord {
  readonly record: ExportRecord
  readonly characters: number
}

/**
 * Adds records batch by batch. Settings come last, wherever they stand: they may pause saving. Where a batch ends
 * between an observation and its versions, the next one repeats the observation.
 *
 * Errors: those of `add`.
 *
 * @param most - records of a batch
 */
export async function importBatches(
  records: AsyncIterable<SizedRecord>,
  most: number,
  add: (records: readonly ExportRecord[]) => Promise<ImportCounts>,
): Promise<ImportCounts> {
  const total = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }
  let observation: ObservationRecord | null = null
  let isObservationSent = true
  let repeated = 0
  const flush = async (batch: readonly ExportRecord[]): Promise<void> => {
    const counts = await add(batch)
    total.observations += counts.observations
    total.sessions += counts.sessions
    total.threadItems += counts.threadItems
    total.unchanged += counts.unchanged - repeated
    repeated = 0
    isObservationSent = true
  }
  const batch: ExportRecord[] = []
  const settings: ExportRecord[] = []
  let sum = 0
  for await (const { record, characters } of records) {
    if (record.kind === 'observation') [observation, isObservationSent] = [record, false]
    if (record.kind === 'version' && observation !== null && isObservationSent) {
      batch.push(observation)
      isObservationSent = false
      repeated++
    }
    if (record.kind === 'settings') settings.push(record)
    else batch.push(record)
    sum += characters
    if (batch.length < most && sum < charactersInBatch) continue
    sum = 0
    await flush(batch.splice(0))
  }
  await flush([...batch, ...settings])
  return total
}
