import { invalidInput } from '../../core/errors/errors.ts'

const serverName = 'ilab-memory'
const launcher = ['npx', '-y', 'ilab-memory']

/** The configuration of each host. */
const snippets = {
  'claude-code': (command, args) =>
    `claude mcp add --scope user ${serverName} -- ${[command, ...args].map(quoted).join(' ')}`,
  'claude-desktop': (command, args) => file({ mcpServers: { [serverName]: { command, args } } }),
  cursor: (command, args) => file({ mcpServers: { [serverName]: { type: 'stdio', command, args } } }),
  vscode: (command, args) => file({ servers: { [serverName]: { type: 'stdio', command, args } } }),
} as const satisfies Readonly<Record<string, (command: string, args: readonly string[]) => string>>

export type McpHost = keyof typeof snippets

/** The hosts that a configuration can be printed for. */
export const mcpHosts: readonly McpHost[] = ['claude-code', 'claude-desktop', 'cursor', 'vscode']

/**
 * Writes the configuration that makes a host start this server: a command line for Claude Code, a file for the others.
 *
 * Errors: `invalid_input` for a host that is not known.
 *
 * @param options - what stands after `ilab-memory mcp`, with absolute paths: hosts start servers in folders of their own
 */
export function printConfig(host: string, options: readonly string[] = []): string {
  const known = mcpHosts.find((name) => name === host)
  if (known === undefined) return invalidInput(`host: must be one of ${mcpHosts.join(', ')}`)
  const [command = '', ...args] = [...launcher, 'mcp', ...options]
  return snippets[known](command, args)
}

function file(config: object): string {
  return JSON.stringify(config, null, 2)
}

/** Writes a word of a command line, as POSIX shells take it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
