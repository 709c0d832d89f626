import type { ImportCounts } from '../core/model.ts'
import type { ExportRecord } from '../core/store/store.ts'
import { checkedRecord } from '../wire/checked-record.ts'
import { importBatches, type SizedRecord } from './handle/import-batches.ts'
import { importRules, type Binding } from './handle/binding.ts'

/** Records of a batch: a user of a usual size moves in one transaction. */
const recordsInBatch = 1_000

/** One user's memory as records, which save the way through lines between two stores. */
export interface UserRecords {
  /** Yields the memory as it is at one moment, in pages. */
  read(): AsyncIterable<readonly ExportRecord[]>

  /** Checks and redacts a record as an import does. Errors: `invalid_input` with the record's number. */
  check(record: ExportRecord, number: number): ExportRecord

  /**
   * Adds records that are not there yet, each checked and redacted. Errors: `invalid_input` with the number of the record;
   * `quota_exceeded`; `paused`.
   *
   * @param indexesLater - whether a store may leave the index to the first search or write
   */
  add(pages: AsyncIterable<readonly ExportRecord[]>, indexesLater: boolean): Promise<ImportCounts>
}

const bindings = new WeakMap<object, (userId: string) => Binding>()

/** Lets {@link recordsOf} reach the store of a memory. */
export function shareRecords(memory: object, bindTo: (userId: string) => Binding): void {
  bindings.set(memory, bindTo)
}

/** Returns one user's records in an embedded memory; null for a memory of another kind. */
export function recordsOf(memory: object, userId: string): UserRecords | null {
  const binding = bindings.get(memory)?.(userId)
  if (binding === undefined) return null
  const { store, now, writeContext } = binding
  const rules = importRules(binding)
  const check = (record: ExportRecord, number: number): ExportRecord => checkedRecord(record, number, rules)
  return {
    read: () => store.exportUser(userId, now()),
    check,
    add: (pages, indexesLater) =>
      importBatches(sized(pages, check), recordsInBatch, (records) =>
        store.importRecords(userId, records, { ...writeContext(), indexesLater }),
      ),
  }
}

async function* sized(
  pages: AsyncIterable<readonly ExportRecord[]>,
  check: UserRecords['check'],
): AsyncGenerator<SizedRecord> {
  let number = 0
  for await (const page of pages)
    for (const record of page) yield { record: check(record, ++number), characters: charactersOf(record) }
}

/** Counts the characters of a record's long fields. */
function charactersOf(record: ExportRecord): number {
  if (record.kind === 'observation')
    return record.observation.title.length + record.observation.content.length
  if (record.kind === 'version') return record.version.title.length + record.version.content.length
  if (record.kind === 'thread_item') return record.item.length
  return record.kind === 'session' ? (record.session.summary?.length ?? 0) : 0
}
