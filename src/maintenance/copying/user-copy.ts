import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { ImportCounts } from '../../core/model.ts'
import type { ILabMemory } from '../../memory/ilab-memory.ts'
import { recordsOf, type UserRecords } from '../../memory/records.ts'
import type { CopyRecord } from './copy-record.ts'
import { digestOf, ExportDigest, hasNothing, pagesOf, stampOf, type Pages } from './user-export.ts'

/** Places of a copy, and how exact it is. */
export interface CopyPlan {
  readonly from: ILabMemory
  readonly to: ILabMemory
  readonly record: CopyRecord
  /** Compare whole exports: to find what has changed, and to prove the copy. */
  readonly isExact: boolean
  /** Write nothing. */
  readonly isDry: boolean
  /** Leave indexes to the first search or write. */
  readonly indexesLater: boolean
}

/** Outcome for one user; `absent`: the source has no memory of that user. */
export type UserOutcome = 'copied' | 'unchanged' | 'erased' | 'absent'

/** Result for one user. */
export interface CopiedOne {
  readonly outcome: UserOutcome
  /** Counts and times of the user at the source, read before the memory was. */
  readonly stamp: string
  /** Records that were added. */
  readonly counts: ImportCounts
}

const nothing: ImportCounts = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }

/**
 * Makes one user's memory at the target what it is at the source. Called again it finds whether there is anything to do.
 *
 * Errors: `conflict` for memory at the target that no copy wrote, and where a verified copy is not the same to the byte;
 * those of both stores.
 */
export async function copyOneUser(plan: CopyPlan, userId: string): Promise<CopiedOne> {
  const { from, record, isExact } = plan
  const stamp = await stampOf(from.forUser(userId))
  const known = record.of(userId)
  if (!isExact && known?.source === stamp) return { outcome: 'unchanged', stamp, counts: nothing }
  const isOurs = record.has(userId)
  const there = isOurs && !isExact ? 'other' : await compare(plan, userId)
  if (there === 'same') {
    await note(plan, userId, stamp)
    return { outcome: 'unchanged', stamp, counts: nothing }
  }
  const pages = await pagesOf(sourceOf(plan, userId).read())
  if (pages === null) return { outcome: await eraseCopy(plan, userId), stamp, counts: nothing }
  if (there === 'other') await clearTarget(plan, userId)
  const counts = await write(plan, userId, pages)
  await note(plan, userId, stamp)
  return { outcome: 'copied', stamp, counts }
}

/** Erases at the target a user that a copy wrote and that the source has erased. */
async function eraseCopy(plan: CopyPlan, userId: string): Promise<'erased' | 'absent'> {
  if (!plan.record.has(userId)) return 'absent'
  await clearTarget(plan, userId)
  if (!plan.isDry) plan.record.erase(userId)
  return 'erased'
}

/** Compares whole exports. Only those of a user who is at the target take time. */
async function compare(plan: CopyPlan, userId: string): Promise<'none' | 'same' | 'other'> {
  // Opening an export takes longer than counting.
  if (!plan.isExact && (await hasNothing(plan.to.forUser(userId)))) return 'none'
  const target = await digestOf(targetOf(plan, userId).read())
  if (target === null) return 'none'
  return target === (await digestOf(sourceOf(plan, userId).read())) ? 'same' : 'other'
}

/** Erases a user at the target. Errors: `conflict` for what no copy wrote. */
async function clearTarget({ to, record, isDry }: CopyPlan, userId: string): Promise<void> {
  if (!record.has(userId))
    throw new MemoryError(
      'conflict',
      'the target has memory of this user that no copy wrote: it stays as it is',
    )
  const user = to.forUser(userId)
  const known = record.of(userId)
  const isWritten = known !== null && known.target !== (await stampOf(user))
  if (isWritten && (await hasMemory(to, userId)))
    throw new MemoryError(
      'conflict',
      'the target has been written to since this user was copied: it stays as it is',
    )
  if (!isDry) await user.erase()
}

async function write(plan: CopyPlan, userId: string, pages: Pages): Promise<ImportCounts> {
  if (plan.isDry) return count(targetOf(plan, userId), pages)
  plan.record.begin(userId)
  if (!plan.isExact) return targetOf(plan, userId).add(pages, plan.indexesLater)
  const source = new ExportDigest()
  const counts = await targetOf(plan, userId).add(source.watch(pages), plan.indexesLater)
  if ((await digestOf(targetOf(plan, userId).read())) !== source.read())
    throw new MemoryError(
      'conflict',
      'the copy is not the same to the byte: check that both places have the same configuration',
    )
  return counts
}

/** Checks what would be written. */
async function count(target: UserRecords, pages: Pages): Promise<ImportCounts> {
  const counts = { observations: 0, sessions: 0, threadItems: 0, unchanged: 0 }
  let number = 0
  for await (const page of pages)
    for (const record of page) {
      target.check(record, ++number)
      if (record.kind === 'observation') counts.observations++
      if (record.kind === 'session') counts.sessions++
      if (record.kind === 'thread_item') counts.threadItems++
    }
  return counts
}

async function note({ to, record, isDry }: CopyPlan, userId: string, source: string): Promise<void> {
  if (!isDry) record.end(userId, { source, target: await stampOf(to.forUser(userId)) })
}

/** Tells whether a memory knows a user. */
export async function hasMemory(memory: ILabMemory, userId: string): Promise<boolean> {
  const pages = await pagesOf(requireRecords(memory, userId).read())
  await pages?.[Symbol.asyncIterator]().return?.()
  return pages !== null
}

function sourceOf({ from }: CopyPlan, userId: string): UserRecords {
  return requireRecords(from, userId)
}

function targetOf({ to }: CopyPlan, userId: string): UserRecords {
  return requireRecords(to, userId)
}

function requireRecords(memory: ILabMemory, userId: string): UserRecords {
  return recordsOf(memory, userId) ?? invalidInput('copyMemory: takes memories that this program has opened')
}
