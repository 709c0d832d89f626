import { MemoryError, invalidInput } from '../../../core/errors/errors.ts'
import { runOf } from '../../../wire/run-operation.ts'
import { routes } from '../../../wire/routes.ts'
import { parseInput } from '../../../core/input/input.ts'
import type { Config, KeyOptions } from '../../../core/model.ts'
import { keyOptionsSchema } from '../../../core/schemas/save.ts'
import { operations, type Operation, type OperationName } from '../../../wire/operations.ts'
import { wire } from '../../../wire/wire-names.ts'
import type { Act, Invocation } from '../../settings/invocation.ts'
import type { OperationCommand, SpecialName } from './operation-command.ts'
import { fieldsOf, flagOf, valueOf } from './operation-fields.ts'
import type { DatabaseSettings } from '../../settings/config-file.ts'
import { makeEmbedder } from '../../settings/embedder.ts'
import { requireUser, type Settings } from '../../settings/settings.ts'
import { openMemory, requireLasting, requireStore } from '../../settings/store-location.ts'
import { writeJson, writeLines } from '../../terminal/output.ts'
import { isPiped, readText } from '../../terminal/standard-input.ts'

/** An operation as every caller may run it; its schemas check what goes in. */
export function operationNamed(name: OperationName): Operation {
  const found: unknown = operations.find((operation) => operation.name === name)
  return found as Operation
}

/** Operations that begin a memory, and therefore create a missing store. */
const beginnings = new Set<OperationName>([
  'mem_save',
  'mem_save_many',
  'mem_session_start',
  'mem_session_summary',
  'mem_pause',
  'mem_thread_append',
])

/** Runs one operation for one user, and shows what came of it. */
export function runOperation(name: Exclude<OperationName, SpecialName>, command: OperationCommand): Act {
  return async (invocation) => {
    const { settings, isJson } = invocation
    const operation = operationNamed(name)
    const userId = requireUser(settings)
    const options = saveOptionsFrom(invocation)
    const input = parseInput(operation.input, await inputFrom(invocation, operation, command), command.words)
    if (!beginnings.has(name)) requireStore(settings.store)
    const output = await withMemory(
      invocation,
      (memory) => runOf(operation)(memory.forUser(userId), input, options),
      { retryForMs: personWaitsMs },
    )
    requirePresent(name, output)
    if (isJson) await writeJson(wire(operation.output).encode(output))
    else await writeLines(command.view(output as never))
  }
}

/** A command loads its model first: that takes longer than a server's query may. */
const queryTimeoutMs = 30_000

/** Adds the model. A command ends too soon for work in the background: `embed` and servers do that. */
async function withEmbedder({ memory, embedder }: Settings): Promise<Config> {
  if (embedder === undefined) return memory
  return { ...memory, embedding: 'manual', embedder: await makeEmbedder(embedder, queryTimeoutMs) }
}

/** Time for which one operation looks for a database that is down: a person waits, or a script that tries again. */
const personWaitsMs = 2_000

/**
 * Opens the memory for some work, and closes it also when the work fails.
 *
 * @param database - options of a PostgreSQL database
 */
export async function withMemory<Result>(
  { settings }: Invocation,
  work: (memory: Awaited<ReturnType<typeof openMemory>>) => Promise<Result>,
  database?: DatabaseSettings,
): Promise<Result> {
  requireLasting(settings.store)
  const config = await withEmbedder(settings)
  await using memory = await openMemory(settings.store, config, database)
  return await work(memory)
}

async function inputFrom(
  { args, options }: Invocation,
  operation: Operation,
  { words, argument, input }: OperationCommand,
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const { name, kind, isRequired, flags, decode } of fieldsOf(operation.input)) {
    const isArgument = name === argumentField(argument, args[0])
    if (!isArgument && name === argument?.field) continue
    const called = isArgument ? (argument?.name ?? name) : flagOf(name)
    let written = isArgument
      ? wordsOf(args[0])
      : emptyAsNull(options[name], operation.removable?.includes(name))
    if (name === input) written = await textOf(called, written)
    if (written === undefined && isRequired) invalidInput(`${words} needs ${flags}`)
    if (written !== undefined)
      values[name] = decode(typeof written === 'string' ? valueOf(kind, written, called) : written)
  }
  requireArgument(words, argument, values)
  return values
}

/** Asks for an argument that may stand for one of two fields, where neither is given. */
function requireArgument(
  words: string,
  argument: OperationCommand['argument'],
  values: Readonly<Record<string, unknown>>,
): void {
  if (argument?.wordField === undefined) return
  if (values[argument.field] === undefined && values[argument.wordField] === undefined)
    invalidInput(`${words} needs <${argument.name}>`)
}

/** The field that the argument is for: an address of an observation is an id where it is a number. */
function argumentField(argument: OperationCommand['argument'], given: unknown): string | undefined {
  const isWord = typeof given === 'string' && !/^\d+$/.test(given)
  return isWord ? (argument?.wordField ?? argument?.field) : argument?.field
}

/** Takes an empty text for null in a field that can be taken away. */
function emptyAsNull(written: unknown, isRemovable = false): unknown {
  return isRemovable && written === '' ? null : written
}

function wordsOf(argument: unknown): string | undefined {
  if (!Array.isArray(argument)) return argument as string | undefined
  return argument.length === 0 ? undefined : argument.join(' ')
}

/** A text that may come from standard input: where it is `-`, and where it is not given and something is piped in. */
async function textOf(called: string, written: unknown): Promise<unknown> {
  if (written === '-' || (written === undefined && isPiped())) return readText()
  return written ?? invalidInput(`${called}: give it, or pipe it into the command`)
}

function saveOptionsFrom({ options }: Invocation): KeyOptions {
  const { idempotencyKey } = options
  return idempotencyKey === undefined ? {} : parseInput(keyOptionsSchema(), { idempotencyKey }, 'save')
}

function kindOf(name: OperationName): string {
  return routes[name].tag === 'Sessions' ? 'session' : 'observation'
}

/** Reports another user's observation exactly like a missing one. */
function requirePresent(name: OperationName, output: unknown): void {
  const { about } = routes[name]
  if (about === undefined) return
  const value = (output as Record<string, unknown>)[about]
  if (value === null || value === false)
    throw new MemoryError('not_found', `the user has no such ${kindOf(name)}`)
}
