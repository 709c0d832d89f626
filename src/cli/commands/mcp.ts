import { sep } from 'node:path'
import { printConfig, quoted } from '../../server/mcp/host-snippets.ts'
import { serveMcpStdio } from '../../server/mcp/transport/stdio.ts'
import { defaultTools, toolNames, type MemoryToolName } from '../../memory/tools/offers.ts'
import { invalidInput } from '../../core/errors/errors.ts'
import { localPath } from '../../core/paths/local-path.ts'
import type { Invocation } from '../settings/invocation.ts'
import { servedConfig } from '../settings/embedder.ts'
import { openMemory, type StoreLocation } from '../settings/store-location.ts'
import { hookConfiguration } from '../hook/configuration.ts'
import { cleanlyInterrupted } from '../terminal/interruption.ts'
import { writeLines } from '../terminal/output.ts'

/** Serves one MCP client over standard input and output, or prints how a host is told to start that. */
export async function serveMcp(invocation: Invocation): Promise<void> {
  const { settings, options } = invocation
  const tools = toolsIn(invocation)
  const host = options['printConfig']
  if (typeof host === 'string') return print(host, invocation)
  const memory = await openMemory(settings.store, await servedConfig(settings))
  // A person who types this command would wait for something to happen.
  if (process.stdin.isTTY)
    tell(
      'Waiting for the messages of an MCP host, which starts this by itself: see --print-config. Ctrl-D ends it.',
    )
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort())
  await cleanlyInterrupted(() =>
    serveMcpStdio({ memory, userId: settings.userId, tools, signal: ending.signal, log: tell }),
  )
}

async function print(host: string, invocation: Invocation): Promise<void> {
  const hooks = hookConfiguration(host, placeOptions(invocation).map(quoted))
  if (hooks === null) return writeLines([printConfig(host, startOptions(invocation))])
  tell(hooks.note)
  await writeLines([hooks.text])
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

function toolsIn({ options }: Invocation): readonly MemoryToolName[] {
  const { tools: list, withExport } = options
  const named = typeof list === 'string' ? list.split(',').map(toolNamed) : defaultTools
  return withExport === true ? [...new Set<MemoryToolName>([...named, 'mem_export'])] : named
}

function toolNamed(written: string): MemoryToolName {
  const name = written.trim()
  return (
    toolNames.find((known) => known === name || known === `mem_${name}`) ??
    invalidInput(`--tools: each must be one of ${toolNames.join(', ')}`)
  )
}

/** Lists the options that a host starts the server with. */
function startOptions(invocation: Invocation): string[] {
  const { tools, withExport } = invocation.options
  return [
    ...placeOptions(invocation),
    ...(typeof tools === 'string' ? ['--tools', tools] : []),
    ...(withExport === true ? ['--with-export'] : []),
  ]
}

/** Lists the options that name user and place of a memory. Hosts start commands in folders and environments of their own. */
function placeOptions({ settings, options: { config } }: Invocation): string[] {
  const flags: readonly (readonly [string, string | undefined])[] = [
    ['--user', settings.userId],
    ['--store', storeOption(settings.store)],
    ['--schema', settings.store.kind === 'postgres' ? settings.store.schema : undefined],
    ['--role', settings.store.kind === 'postgres' ? settings.store.role : undefined],
    ['--config', config === undefined ? undefined : localPath(config, { name: '--config' })],
  ]
  return flags.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))
}

/** A URL may hold a password, which has no place in a host's configuration. */
function storeOption({ kind, place }: StoreLocation): string | undefined {
  if (kind === 'folder') return place.endsWith(sep) ? place : place + sep
  if (kind !== 'postgres') return place
  process.stderr.write("Set ILAB_MEMORY_DB_PATH to the database's URL in the environment of the host.\n")
  return undefined
}
