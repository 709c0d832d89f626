import type { ImportCounts } from '../../core/model.ts'
import { writeExportLine } from '../../wire/export-lines.ts'
import type { Binding } from './binding.ts'
import { importLines } from './import-lines.ts'
import { isKnownType } from '../checks/known-type.ts'

/** Yields the lines of an export. */
export async function* readLines({ store, userId, now }: Binding): AsyncGenerator<string> {
  for await (const page of store.exportUser(userId, now())) {
    for (const record of page) yield writeExportLine(record)
  }
}

/** Adds the records of an export. */
export async function addLines(
  { store, userId, config, rules, writeContext }: Binding,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<ImportCounts> {
  const importRules = {
    userId,
    acceptsType: (type: string) => isKnownType(type, rules),
    limits: config.limits,
  }
  return importLines(lines, importRules, (records) => store.importRecords(userId, records, writeContext()))
}
