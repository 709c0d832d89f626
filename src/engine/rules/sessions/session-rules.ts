import { nothingGiven } from '../../../core/store/beside.ts'
import type { CleanDraft } from '../../../core/store/store.ts'
import { isQuiet } from './quiet.ts'
import { redact, redactFields, type RedactedText } from '../../../privacy/redact.ts'

/** Summaries in observations carry this reserved type. */
export const summaryType = 'summary' as const

const titleLength = 80

/** Tells whether the active session is still fresh at `now`. A clock that went back finds its session fresh. */
export function isStale(lastActivityAt: number, now: number, timeoutMs: number): boolean {
  return now - lastActivityAt > timeoutMs
}

/** When a session that is closed at `at` ended: never before it started, also if the clock went back. */
export function sessionEnd(startedAt: number, at: number): number {
  return Math.max(startedAt, at)
}

/** A summary as an observation. Its texts are redacted together again: cutting the title can leave half a tag. */
export function summaryObservation(summary: RedactedText): CleanDraft {
  const [title, content] = redactFields([summaryTitle(summary), summary]) as [RedactedText, RedactedText]
  return { type: summaryType, title, content, topicKey: null, ...nothingGiven }
}

/** The title of a summary observation: its first 80 characters, or 77 and `...` if it is longer. */
function summaryTitle(summary: string): string {
  const characters = Array.from(summary)
  return characters.length <= titleLength ? summary : `${characters.slice(0, titleLength - 3).join('')}...`
}

/** Counts of a session, for its generated summary. */
export interface SessionContent {
  readonly startedAt: number
  /** Observations by type. */
  readonly byType: ReadonlyMap<string, number>
}

/**
 * Writes the summary of a session that was left open. It repeats no text of the session's observations, so forgetting
 * one of them leaves nothing behind.
 */
export function generatedSummary({ startedAt, byType }: SessionContent): RedactedText {
  const day = new Date(startedAt).toISOString().slice(0, 10)
  const counts = [...byType]
    .filter(([type]) => type !== summaryType && !isQuiet(type))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, count]) => `${count} ${type}`)
  const held = counts.length === 0 ? 'no observations' : counts.join(', ')
  return redact(`Session of ${day}, closed after inactivity: ${held}.`)
}
