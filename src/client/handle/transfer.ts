import type { ImportCounts } from '../../core/model.ts'
import { importInBatches } from './import.ts'
import type { RemoteBinding } from './remote-binding.ts'

/** Yields the lines of an export. */
export function readLines({ exportLines }: RemoteBinding): AsyncIterable<string> {
  return exportLines()
}

/** Adds the records of an export. */
export async function addLines(
  { perform }: RemoteBinding,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<ImportCounts> {
  return importInBatches(lines, (batch) => perform('mem_import', { lines: batch }))
}
