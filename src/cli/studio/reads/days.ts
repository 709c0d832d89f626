import type { JournalEntry } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import { purpose } from './recall.ts'

/** Counts of one day. */
export interface Day {
  /** Day in UTC, such as `2026-11-29`. */
  readonly day: string
  readonly saved: number
  readonly read: number
}

const counted = 500
const pageSize = 100
const mostDays = 14

/** Counts by day what was first kept, of the newest memories, and what was read, of the newest entries of the journal. */
export async function lastDays(user: UserMemory): Promise<readonly Day[]> {
  const [saved, read] = await Promise.all([
    times(async (cursor) => {
      const { observations, nextCursor } = await user.list({ limit: pageSize, cursor, purpose })
      return { times: observations.map(({ createdAt }) => createdAt), nextCursor }
    }),
    times(async (cursor) => {
      const { entries, nextCursor } = await user.journal({ limit: pageSize, cursor })
      return { times: entries.filter(isOfOthers).map(({ at }) => at), nextCursor }
    }),
  ])
  const days = [...new Set([...saved, ...read].map(dayOf))].toSorted().toReversed().slice(0, mostDays)
  const countOn = (day: string, all: readonly string[]): number =>
    all.filter((time) => dayOf(time) === day).length
  return days.map((day) => ({ day, saved: countOn(day, saved), read: countOn(day, read) }))
}

async function times(
  next: (cursor: string | null) => Promise<{ times: string[]; nextCursor: string | null }>,
): Promise<string[]> {
  const found: string[] = []
  let cursor: string | null = null
  do {
    const page = await next(cursor)
    found.push(...page.times)
    cursor = page.nextCursor
  } while (cursor !== null && found.length < counted)
  return found
}

/** The studio's own reads would count themselves. */
function isOfOthers(entry: JournalEntry): boolean {
  return entry.purpose !== purpose
}

function dayOf(time: string): string {
  return time.slice(0, 10)
}
