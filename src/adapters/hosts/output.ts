import type { HookHost, HostEvent } from './event.ts'

/** Characters of a text that a host takes whole; it cuts longer ones, or shows a preview only. */
const longest: Readonly<Record<HookHost, number>> = {
  'claude-code': 9_000,
  codex: 7_500,
  'gemini-cli': 9_000,
  cursor: 9_000,
}

/** Returns the characters of a text that a host takes whole. */
export function longestFor(host: HookHost): number {
  return longest[host]
}

/** Writes a text in the one form that a host takes; '' where it wants to hear nothing. */
export function outputFor({ host, name, moment }: HostEvent, text: string): string {
  const isTaken = moment === 'start' || (moment === 'prompt' && host !== 'cursor')
  if (text === '' || !isTaken) return host === 'gemini-cli' || host === 'cursor' ? '{}' : ''
  return JSON.stringify(
    host === 'cursor'
      ? { additional_context: text }
      : { hookSpecificOutput: { hookEventName: name, additionalContext: text } },
  )
}
