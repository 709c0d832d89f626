import type { ImportCounts } from '../../core/model.ts'
import { writeExportLine } from '../../wire/export-lines.ts'
import { importRules, type Binding } from './binding.ts'
import { importLines } from './import-lines.ts'

/** Yields the lines of an export. */
export async function* readLines({ store, userId, now }: Binding): AsyncGenerator<string> {
  for await (const page of store.exportUser(userId, now())) {
    for (const record of page) yield writeExportLine(record)
  }
}

/** Adds the records of an export. */
export async function addLines(
  binding: Binding,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<ImportCounts> {
  const { store, userId, writeContext } = binding
  return importLines(lines, importRules(binding), (records) =>
    store.importRecords(userId, records, writeContext()),
  )
}
