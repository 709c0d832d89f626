import { invalidInput } from '../../core/errors/errors.ts'
import type { MemoryOfUsers } from '../../core/user-memory.ts'
import { orElse } from '../shared/on-error.ts'
import { recalled, type RecallOptions } from '../shared/recalled.ts'
import { textOfMessage, type PromptMessage } from '../shared/text-of-message.ts'

/** Options of `memoryProcessor`. */
export interface MemoryProcessorOptions extends RecallOptions {
  /**
   * Finds the id of the user of a request.
   * @default the entry `mastra__resourceId` of the request's context, which a server sets
   */
  readonly userOf?: ((request: ProcessedRequest) => string) | null | undefined
}

/** The part of a call of the model that the processor reads. */
export interface ProcessedRequest {
  /** Messages that go to the model. */
  readonly prompt: readonly PromptMessage[]
  /** Context of the request. */
  readonly requestContext?: RequestValues | undefined
  /** Values that the processor keeps for one request. */
  readonly state: Record<string, unknown>
}

/** Values of a request by their names. */
export interface RequestValues {
  /** Returns one value. */
  get(name: string): unknown
}

/** The prompt of one call of the model, of any version of the framework. */
export interface ProcessedPrompt {
  /** The messages. */
  prompt: never
}

/** A processor of the shape that Mastra asks for. */
export interface MemoryProcessor {
  /** Id of the processor. */
  readonly id: 'ilab-memory'
  /** Name of the processor. */
  readonly name: string
  /** Adds what is known to the messages of one call of the model. The prompt keeps the form that the framework gave it. */
  readonly processLLMRequest: (request: ProcessedRequest) => Promise<ProcessedPrompt | undefined>
}

/** Name of the entry that a server sets to the user: `MASTRA_RESOURCE_ID_KEY`. */
const resourceId = 'mastra__resourceId'

/**
 * Puts what the user's memory knows about the last message into the prompt of a Mastra agent. The text is sent and not
 * stored in the thread. It goes as a user message behind the last one of the user: it has no privilege, and what a
 * provider has cached stays valid. Memory is read once a request; the steps of a tool loop see the same text again.
 *
 * The user is the resource of the request's context. A request without one, or with one that is no user id, goes on
 * without memory, and `onError` is told. So it does where the memory fails, and while the user has paused recall.
 *
 * @example
 * ```ts
 * const settings = { id, name, instructions, model, inputProcessors: [memoryProcessor(memory)] } // of the agent
 * ```
 */
export function memoryProcessor(
  memory: MemoryOfUsers,
  options?: MemoryProcessorOptions | null,
): MemoryProcessor {
  const settings = options ?? {}
  const userOf = settings.userOf ?? userOfContext
  return {
    id: 'ilab-memory',
    name: 'Memory of the user',
    async processLLMRequest(request) {
      const { prompt, state } = request
      const last = prompt.findLastIndex(({ role }) => role === 'user')
      const message = prompt[last]
      if (message === undefined) return undefined
      const query = textOfMessage(message)
      const known = stateOf(state)
      if (known.query !== query) {
        known.query = query
        known.text = await orElse(settings, '', async () =>
          recalled(memory.forUser(userOf(request)), query, 'mastra', settings),
        )
      }
      if (known.text === '') return undefined
      const added = { role: 'user', content: [{ type: 'text', text: known.text }] }
      return { prompt: prompt.toSpliced(last + 1, 0, added) as never }
    },
  }
}

function userOfContext({ requestContext }: ProcessedRequest): string {
  const found = requestContext?.get(resourceId)
  return typeof found === 'string'
    ? found
    : invalidInput(`set '${resourceId}' in the context of the request, or give memoryProcessor userOf`, {
        field: 'requestContext',
      })
}

interface Known {
  query?: string
  text: string
}

/** The text of this request, under a name that no other processor has. */
function stateOf(state: Record<string, unknown>): Known {
  const name = 'ilab-memory'
  const known = (state[name] ??= { text: '' })
  return known as Known
}
