import { emptyJournal } from '../rules/empty-answers.ts'
import { readJournal } from '../read/journal.ts'
import { appendToJournal } from '../write/journal.ts'
import { readLiving, writeFor, type EngineOperations } from './operation.ts'

/** The journal of reads. */
export const journalOperations: Pick<EngineOperations, 'appendToJournal' | 'readJournal'> = {
  appendToJournal: (backend, userId, entries) =>
    writeFor(backend, userId, {}, (unit) => appendToJournal(unit, entries)),

  readJournal: (backend, userId, request) =>
    readLiving(backend, userId, request.now, emptyJournal(), (reader) => readJournal(reader, request)),
}
