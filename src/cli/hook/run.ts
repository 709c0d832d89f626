import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { answerEvent } from '../../adapters/hosts/answer.ts'
import { hookHosts, readEvent, type HookHost, type HostEvent } from '../../adapters/hosts/event.ts'
import { longestFor, outputFor } from '../../adapters/hosts/output.ts'
import { MemoryError, invalidInput } from '../../core/errors/errors.ts'
import type { Config } from '../../core/model.ts'
import { storeFrom, userIdFrom, type NamedInFile, type SharedOptions } from '../settings/sources.ts'
import { openMemory, requireLasting, type StoreLocation } from '../settings/store-location.ts'
import { readPayload } from './payload.ts'
import { projectPrefix } from './project.ts'

/** Options of the command. */
interface HookOptions extends SharedOptions {
  readonly host?: string | undefined
  readonly 'db-path'?: string | undefined
  readonly 'max-tokens'?: string | undefined
  readonly 'read-only'?: boolean | undefined
}

const shared = { type: 'string' } as const

/**
 * Answers one call of an agent host's hook: the event comes on standard input, and what the host takes goes to standard
 * output. A failure of any kind ends with the exit code 0 and its code on standard error, since a failing hook blocks the
 * host's prompts. It reads no configuration file of the working folder, which belongs to the project and not to the user.
 */
export async function runHook(args: readonly string[]): Promise<void> {
  let host: HookHost | undefined
  try {
    process.on('uncaughtException', end)
    const options = optionsIn(args)
    host = hostNamed(options.host)
    const event = readEvent(await readPayload(), host)
    await write(event === null ? emptyFor(host) : await answered(event, options))
  } catch (error) {
    await write(emptyFor(host))
    end(error)
  }
  process.exit(0)
}

async function answered(event: HostEvent, options: HookOptions): Promise<string> {
  const { file, memory: config } = await fileNamed(options.config)
  const named = { ...options, dbPath: options['db-path'] } as SharedOptions
  const store = storeFrom(named, process.env, file)
  requireLasting(store)
  const userId = userIdFrom(named, process.env, file)
  if (userId === undefined)
    return invalidInput('name the user: --user <id>, --email <address> or ILAB_MEMORY_USER')
  const reads = event.moment === 'start' || event.moment === 'prompt'
  // Nothing was ever saved: opening would make a store only to find it empty.
  if (reads && !mayExist(store)) return outputFor(event, '')
  const memory = await openMemory(store, config)
  try {
    const text = await answerEvent(memory.forUser(userId), event, {
      maxCharacters: longestFor(event.host),
      maxTokens: tokensIn(options['max-tokens']),
      project: projectPrefix(event.folder),
      saves: options['read-only'] !== true,
      purpose: 'hook',
    })
    return outputFor(event, text)
  } finally {
    await memory.close()
  }
}

function optionsIn(args: readonly string[]): HookOptions {
  try {
    return parseArgs({
      args: [...args],
      options: {
        user: { ...shared, short: 'u' },
        email: shared,
        store: shared,
        schema: shared,
        'db-path': shared,
        config: shared,
        host: shared,
        'max-tokens': shared,
        'read-only': { type: 'boolean' },
      },
    }).values
  } catch {
    // The parser's message repeats what was written.
    return invalidInput('an option is not known: see ilab-memory hook --help')
  }
}

function tokensIn(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  return /^\d{1,9}$/.test(given) ? Number(given) : invalidInput('--max-tokens: must be a whole number')
}

function hostNamed(name: string | undefined): HookHost | undefined {
  if (name === undefined) return undefined
  return (
    hookHosts.find((known) => known === name) ??
    invalidInput(`--host: must be one of ${hookHosts.join(', ')}`)
  )
}

async function fileNamed(path: string | undefined): Promise<{ file: NamedInFile; memory: Config }> {
  if (path === undefined) return { file: {}, memory: {} }
  const { readConfigFile } = await import('../settings/config-file.ts')
  const file = readConfigFile(path)
  return { file, memory: file.memory ?? {} }
}

function mayExist({ kind, place }: StoreLocation): boolean {
  return kind === 'postgres' || existsSync(place)
}

/** The answer that means nothing to a host; two of them want JSON. */
function emptyFor(host: HookHost | undefined): string {
  return host === 'gemini-cli' || host === 'cursor' ? '{}' : ''
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    if (text === '') resolve()
    else process.stdout.once('error', () => resolve()).write(`${text}\n`, () => resolve())
  })
}

/** Tells a failure by its code and fixed words, and ends without blocking the host. */
function end(error: unknown): never {
  const { code, message } =
    error instanceof MemoryError ? error : { code: 'unexpected', message: 'something went wrong' }
  try {
    process.stderr.write(`ilab-memory hook: ${message} (${code})\n`)
  } finally {
    process.exit(0)
  }
}
