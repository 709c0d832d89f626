import type { Client } from '@modelcontextprotocol/client'
import { MemoryError, errorCodes } from '../../../src/core/errors/errors.ts'
import type { McpToolName } from '../../../src/server/mcp/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { operations } from '../../../src/wire/operations.ts'
import type { MemorySubject, StoreSubject } from '../../../src/testing/index.ts'
import type { Draft, ObservationRef, SaveOptions, SearchOptions } from '../../../src/core/model.ts'
import type { UserMemory } from '../../../src/core/user-memory.ts'
import { wire } from '../../../src/wire/wire-names.ts'
import { textOf } from './connected.ts'

/** Makes a client of one user over one memory. */
export type Connect = (memory: ILabMemory, userId: string) => Promise<Client>

/**
 * A memory with handles that call tools, so that the claims of the library can be tried through MCP. Operations that
 * are no tools, and an export in full, go to the library underneath.
 */
export function memoryOverTools(store: StoreSubject, connect: Connect): MemorySubject {
  return {
    cannot: {
      ...store.cannot,
      idempotency: 'a tool call carries no key',
      conditions: 'a model is offered the useful ones only',
      exactInput: 'a model’s is read as it is meant',
      fields: 'a model neither gives nor sees data, and sees few keywords',
      ownPage: 'a model sees nothing while recall is paused',
    },
    open: async ({ config, clock, newSessionId }) => {
      const memory = new ILabMemory(await store.open(), { ...config, clock, newSessionId })
      return {
        forUser: (userId) => {
          const embedded = memory.forUser(userId)
          const client = connect(memory, userId)
          return toolMemory(embedded, async (name, input) =>
            (await client).callTool({ name, arguments: input }),
          )
        },
        // The clients stay: what they are answered after the close is part of the contract.
        close: () => memory.close(),
      }
    },
  }
}

type CallTool = (name: string, input: Record<string, unknown>) => ReturnType<Client['callTool']>

function toolMemory(embedded: UserMemory, callTool: CallTool): UserMemory {
  async function call<Result>(name: McpToolName, input: object): Promise<Result> {
    const operation = operations.find((known) => known.name === name)!
    const result = await callTool(name, wire(operation.input).encode(input) as Record<string, unknown>).catch(
      refusedByProtocol,
    )
    if (result.isError === true) throw errorIn(textOf(result))
    const { note: _, ...output } = result.structuredContent as Record<string, unknown>
    return wire(operation.output).decode(withoutData(output)) as Result
  }
  const search = async (query: string, options: SearchOptions | null = {}): Promise<never> => {
    if (isOfHost(options)) return (await embedded.search(query, options as object)) as never
    const found = await call<{ results: unknown; emptyBecause?: unknown }>('mem_search', {
      query,
      ...options,
    })
    return (options?.explain === true ? found : found.results) as never
  }
  return {
    userId: embedded.userId,
    // Keys of sessions are the host's, so no tool takes one.
    startSession: (options) =>
      isOfHost(options) ? embedded.startSession(options) : call('mem_session_start', { ...options }),
    endSession: (summary, options) =>
      isOfHost(options)
        ? embedded.endSession(summary, options)
        : call('mem_session_end', { summary, ...options }),
    summarizeSession: (summary, options) =>
      isOfHost(options)
        ? embedded.summarizeSession(summary, options)
        : call('mem_session_summary', { summary }),
    // No tool saves several.
    save: ((draft: Draft, options?: SaveOptions) =>
      Array.isArray(draft) || isOfHost(draft) || isOfHost(options)
        ? embedded.save(draft, options)
        : call('mem_save', { ...draft, ...options })) as UserMemory['save'],
    update: async (ref, changes, options) => {
      if (isOfHost(changes) || isOfHost(options)) return embedded.update(ref, changes, options)
      const { topicKey: newTopicKey, ...others } = { ...changes }
      const input = { ...named(ref), ...others, newTopicKey, ...options }
      return (await call<{ updated: never }>('mem_update', input)).updated
    },
    search,
    get: async (ref, options) => {
      // No tool returns an earlier version alone.
      if (Object.keys({ ...options }).some((name) => ['revision', 'asOf', 'purpose'].includes(name)))
        return embedded.get(ref, options)
      const input = { ...named(ref), ...options }
      return (await call<{ observation: never }>('mem_get_observation', input)).observation
    },
    history: (ref, options) => call('mem_history', { ...named(ref), ...options }),
    approve: (ref, options) => embedded.approve(ref, options),
    revert: async (ref, revision, options) =>
      (await call<{ reverted: never }>('mem_revert', { ...named(ref), revision, ...options })).reverted,
    timeline: async (ref, options) =>
      isOfHost(options)
        ? embedded.timeline(ref, options)
        : (await call<{ observations: never }>('mem_timeline', { ...named(ref), ...options })).observations,
    list: (options) => (isOfHost(options) ? embedded.list(options) : call('mem_list', options ?? {})),
    // The context and the switches are no tools.
    context: (options) => embedded.context(options),
    stats: () => call('mem_stats', {}),
    pause: (options) => embedded.pause(options),
    resume: () => embedded.resume(),
    settings: () => embedded.settings(),
    journal: (options) => embedded.journal(options),
    forget: (async (ref: ObservationRef, options?: { explain?: false; revision?: number }) => {
      // A tool always explains, and removes no single version.
      const { explain, ...others } = { ...options } as { explain?: boolean; revision?: number }
      if (others.revision !== undefined) return embedded.forget(ref, options)
      const told = await call<{ forgotten: boolean }>('mem_forget', { ...named(ref), ...others })
      return explain === true ? told : told.forgotten
    }) as UserMemory['forget'],
    forgetAll: (filter) => embedded.forgetAll(filter),
    listSessions: (options) => embedded.listSessions(options),
    getSession: (sessionId) => embedded.getSession(sessionId),
    updateSession: (sessionId, changes) => embedded.updateSession(sessionId, changes),
    forgetSession: (sessionId) => embedded.forgetSession(sessionId),
    thread: (name) => embedded.thread(name),
    listThreads: (options) => embedded.listThreads(options),
    erase: () => embedded.erase(),
    export: () => embedded.export(),
    import: (lines) => embedded.import(lines),
  }
}

/** True for input with a field that no tool takes: keys of sessions, and what an application adds to a text. */
function isOfHost(input: unknown): boolean {
  const names = typeof input === 'object' && input !== null ? Object.keys(input) : []
  return names.some((name) =>
    ['key', 'sessionKey', 'data', 'metadata', 'source', 'keywords', 'purpose'].includes(name),
  )
}

/** Puts in what a model does not see of an observation. */
function withoutData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutData)
  if (typeof value !== 'object' || value === null) return value
  const beside = 'content' in value && 'revision' in value ? { data: null, keywords: [] } : {}
  const shown = Object.entries(value).map(([name, member]) => [name, withoutData(member)])
  return { ...beside, ...Object.fromEntries(shown) }
}

/** The arguments that name an observation. */
function named(ref: unknown): object {
  return typeof ref === 'string' ? { topicKey: ref } : { observationId: ref }
}

/** Arguments that are no object do not get as far as the tool. */
function refusedByProtocol(error: unknown): never {
  if ((error as { code?: unknown }).code !== -32_602) throw error
  throw new MemoryError('invalid_input', 'refused by the protocol', { cause: error })
}

function errorIn(text: string): MemoryError {
  const [, said, message = ''] = /^(\w+): ([\s\S]*)$/.exec(text) ?? []
  const code = errorCodes.find((known) => known === said)
  return code === undefined
    ? new MemoryError('storage', `no error of ours: ${text}`)
    : new MemoryError(code, message, { revision: code === 'conflict' ? revisionIn(message) : undefined })
}

/** The revision that a conflict names to a model. */
function revisionIn(message: string): number {
  return Number(/at revision (\d+)/.exec(message)?.[1] ?? 0)
}
