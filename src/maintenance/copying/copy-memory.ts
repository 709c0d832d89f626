import { availableParallelism } from 'node:os'
import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import { given } from '../../core/input/given.ts'
import { requireUserId } from '../../core/user-id.ts'
import type { ILabMemory } from '../../memory/ilab-memory.ts'
import { filePath } from '../../core/paths/kind-of-place.ts'
import type { PathLike } from '../../core/paths/local-path.ts'
import type { CopyMemoryOptions, CopyMemoryReport } from './copy-options.ts'
import { CopyPasses } from './copy-passes.ts'
import { CopyRecord } from './copy-record.ts'

/**
 * Copies users from one memory to another while the application goes on, several at a time, each from one unchanging
 * state. Users that change meanwhile are copied again. Call it as often as you like, and once more with `final` when the
 * application rests: then every user is the same to the byte.
 *
 * A call that was interrupted is finished by the next one with the same `record`.
 *
 * Errors: `invalid_input`; `busy` where users change during the call with `final`; `corrupt` for a damaged record; those
 * of both stores.
 *
 * @example
 * ```ts
 * const report = await copyMemory(file, database, readUserIds('./memory.db'), { record: './copy.jsonl' })
 * ```
 */
export async function copyMemory(
  from: ILabMemory,
  to: ILabMemory,
  userIds: Iterable<string> | AsyncIterable<string>,
  options: CopyMemoryOptions | null = {},
): Promise<CopyMemoryReport> {
  const {
    verify = false,
    final: isFinal = false,
    dryRun: isDry = false,
    onProgress,
    ...rest
  } = given(options)
  if (from === to) invalidInput('copyMemory: both places are the same memory')
  const { indexLater: indexesLater = false } = rest
  const concurrency = concurrencyOf(rest.concurrency)
  const users = await setOf(userIds)
  using record = new CopyRecord(recordPath(rest.record))
  const plan = { from, to, record, isExact: verify || isFinal, isDry, indexesLater }
  const report = await new CopyPasses(plan, concurrency, onProgress).run(users)
  if (!isFinal || isDry) return report
  if (report.unsettled > 0)
    throw new MemoryError(
      'busy',
      'users are still being written at the source: let the application rest, and copy again',
    )
  if (report.isComplete) record.remove()
  return report
}

function concurrencyOf(chosen: number | undefined): number {
  const concurrency = chosen ?? Math.min(16, 4 * availableParallelism())
  return Number.isInteger(concurrency) && concurrency >= 1
    ? concurrency
    : invalidInput('must be a whole number of at least 1', { field: 'concurrency' })
}

function recordPath(record: PathLike | undefined): string | null {
  const otherwise = 'name the file that remembers what was copied'
  return record === undefined ? null : filePath(record, { name: 'copyMemory: record', otherwise })
}

async function setOf(userIds: Iterable<string> | AsyncIterable<string>): Promise<ReadonlySet<string>> {
  const users = new Set<string>()
  for await (const userId of userIds) users.add(requireUserId(userId))
  return users
}
