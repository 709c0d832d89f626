import { hookHosts, type HookHost } from '../../adapters/hosts/event.ts'

/** Events of each host, with the seconds that a hook may take. */
const events: Readonly<Record<HookHost, readonly (readonly [event: string, seconds: number])[]>> = {
  'claude-code': [
    ['SessionStart', 10],
    ['UserPromptSubmit', 5],
    ['PostCompact', 10],
    ['Stop', 10],
    ['SessionEnd', 5],
  ],
  codex: [
    ['SessionStart', 10],
    ['UserPromptSubmit', 5],
    ['Stop', 10],
    ['SessionEnd', 5],
  ],
  'gemini-cli': [
    ['SessionStart', 10],
    ['BeforeAgent', 5],
    ['AfterAgent', 10],
    ['SessionEnd', 5],
  ],
  cursor: [
    ['sessionStart', 10],
    ['afterAgentResponse', 10],
    ['sessionEnd', 5],
  ],
}

/** File of each host that the configuration goes into, and what to know about it. */
const places: Readonly<Record<HookHost, string>> = {
  'claude-code': 'Add this to ~/.claude/settings.json.',
  codex: 'Add this to ~/.codex/hooks.json. Codex skips a new or changed hook until you trust it: see /hooks.',
  'gemini-cli': 'Add this to ~/.gemini/settings.json.',
  cursor: 'Add this to ~/.cursor/hooks.json. Some versions drop the text: use the MCP server as well.',
}

/** Names of the configurations, as `--print-config` takes them. */
export const hookConfigurations: readonly string[] = hookHosts.map((host) => `${host}-hooks`)

/** A printed configuration of hooks, and what a person should know. */
export interface HookConfiguration {
  readonly text: string
  readonly note: string
}

/** Writes the hooks of a host; null for a name that is none of {@link hookConfigurations}. */
export function hookConfiguration(name: string, options: readonly string[]): HookConfiguration | null {
  const host = hookHosts.find((known) => name === `${known}-hooks`)
  if (host === undefined) return null
  // One text for every event: hosts trust a command by its text.
  const command = ['ilab-memory hook', ...options, `--host ${host}`].join(' ')
  const hooks = events[host].map(
    ([event, seconds]) => [event, [entryOf(host, event, command, seconds)]] as const,
  )
  const file = { ...(host === 'cursor' ? { version: 1 } : {}), hooks: Object.fromEntries(hooks) }
  const note = `${places[host]} The command must be installed: npm install --global ilab-memory`
  return { text: JSON.stringify(file, null, 2), note }
}

function entryOf(host: HookHost, event: string, command: string, seconds: number): object {
  if (host === 'cursor') return { command }
  const timeout = host === 'gemini-cli' ? seconds * 1000 : seconds
  // Claude Code waits for these three only where it takes an answer.
  const isAsync = host === 'claude-code' && (event === 'Stop' || event === 'PostCompact')
  const matcher =
    host === 'claude-code' && event === 'SessionStart' ? { matcher: 'startup|clear|compact' } : {}
  return { ...matcher, hooks: [{ type: 'command', command, timeout, ...(isAsync ? { async: true } : {}) }] }
}
