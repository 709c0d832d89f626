import { invalidInput, MemoryError } from '../../core/errors/errors.ts'
import type { MemoryOfUsers, UserMemory } from '../../core/user-memory.ts'
import { reportTo } from '../shared/on-error.ts'
import { recalled, type RecallOptions } from '../shared/recalled.ts'
import { saveTurn, type Turn, type TurnOptions } from '../shared/turn.ts'

/** Options of `memoryAdapter`. */
export interface MemoryAdapterOptions extends RecallOptions, TurnOptions {
  /**
   * Finds the id of the user of a scope.
   * @default `userId`; with `tenantId` the two of them, so that tenants never meet
   */
  readonly userOf?: ((scope: ConversationScope) => string) | null | undefined
}

/** The scope of a conversation, as TanStack AI has it. */
export interface ConversationScope {
  /** The conversation. */
  readonly threadId: string
  /** The user. */
  readonly userId?: string | undefined
  /** The user's tenant. */
  readonly tenantId?: string | undefined
  /** Reserved by the framework, and not read. */
  readonly namespace?: string | undefined
}

/** A fact in a list. */
export interface ListedFact {
  /** Number of the observation. */
  id: string
  /** Title and content. */
  text: string
  /** Place that the fact comes from; absent where none is known. */
  source?: string
  /** Time of the first save. */
  createdAt: string
}

/** Receipt of a save. */
export interface TurnReceipt {
  /** True where the turn is saved. */
  ok: boolean
  /** Code of the failure; absent where there is none. */
  error?: string
}

/** An adapter of the shape that TanStack AI asks for. */
export interface MemoryAdapter {
  /** Id of the adapter. */
  readonly id: 'ilab-memory'
  /**
   * Returns what is known about a message, fenced; an empty text where nothing is.
   *
   * Errors: `invalid_input` for a scope without a user.
   */
  readonly recall: (scope: ConversationScope, query: string) => Promise<RecalledText>
  /** Saves a turn. A failure is a receipt too. */
  readonly save: (scope: ConversationScope, turn: ConversationTurn) => Promise<TurnReceipt[]>
  /** Lists the newest facts of a user. */
  readonly listFacts: (scope: ConversationScope) => Promise<ListedFact[]>
  /** Counts and lists what the user's memory holds. */
  readonly inspect: (scope: ConversationScope) => Promise<MemorySnapshot>
}

/** A completed turn of a conversation. */
export interface ConversationTurn {
  /** Text of the user. */
  readonly user: string
  /** Answer of the model. */
  readonly assistant: string
}

/** A text for the prompt. */
export interface RecalledText {
  /** The text, fenced. */
  systemPrompt: string
}

/** Contents of a memory, for the framework's developer tools. */
export interface MemorySnapshot {
  /** Time of the snapshot: ISO 8601. */
  takenAt: string
  /** Numbers and newest facts. */
  data: unknown
}

/**
 * Makes a memory adapter for TanStack AI: it recalls before an answer and saves the turn after it. The user's memory
 * spans all conversations of the user; `threadId` is kept as the source of what was saved.
 *
 * Resolve every field of the scope on the server. A scope without a user is refused, and no call falls back to another
 * one. While the user has paused recall, and where the memory fails, `recall` returns an empty text.
 *
 * @example
 * ```ts
 * const adapter = memoryAdapter(memory)
 * const { systemPrompt } = await adapter.recall({ threadId, userId, tenantId }, 'which theme?')
 * ```
 */
export function memoryAdapter(memory: MemoryOfUsers, options?: MemoryAdapterOptions | null): MemoryAdapter {
  const settings = options ?? {}
  const userOf = settings.userOf ?? userOfScope
  const handle = (scope: ConversationScope): UserMemory => memory.forUser(userOf(scope))
  const listFacts = (scope: ConversationScope): Promise<ListedFact[]> => factsOf(handle(scope))
  return {
    id: 'ilab-memory',
    recall: async (scope, query) => {
      const user = handle(scope)
      return { systemPrompt: query.trim() === '' ? '' : await recalled(user, query, 'tanstack', settings) }
    },
    save: async (scope, turn: Turn) => {
      try {
        await saveTurn(handle(scope), turn, `tanstack:${scope.threadId}`, { type: settings.type })
        return [{ ok: true }]
      } catch (error) {
        reportTo(settings, error)
        return [{ ok: false, error: error instanceof MemoryError ? error.code : 'storage' }]
      }
    },
    listFacts,
    inspect: async (scope) => ({
      takenAt: new Date().toISOString(),
      data: { stats: await handle(scope).stats(), facts: await listFacts(scope) },
    }),
  }
}

async function factsOf(user: UserMemory): Promise<ListedFact[]> {
  const { observations } = await user.list({ limit: 100 })
  return observations.map(({ id, title, content, source, createdAt }) => ({
    id: String(id),
    text: content === '' ? title : `${title}: ${content}`,
    createdAt,
    ...(source === null ? {} : { source }),
  }))
}

/** Joins tenant and user, so that different pairs make different ids, and none makes the id of a user without a tenant. */
function userOfScope({ userId, tenantId }: ConversationScope): string {
  const field = 'scope.userId'
  if (userId === undefined || userId === '')
    return invalidInput('must be given: without a user no memory is read', { field })
  if (tenantId !== undefined && tenantId !== '') return `tenant:${encodeURIComponent(tenantId)}/${userId}`
  return userId.startsWith('tenant:')
    ? invalidInput('must not begin with "tenant:", which stands for users of a tenant', { field })
    : userId
}
