import type { UserMemory } from '../../core/user-memory.ts'
import { callKey } from '../shared/call-key.ts'
import { orElse } from '../shared/on-error.ts'
import { recalled } from '../shared/recalled.ts'
import { textOfMessage, textOfRole } from '../shared/text-of-message.ts'
import { saveTurn } from '../shared/turn.ts'
import { opened } from './opened.ts'
import type {
  DefineTool,
  EveMemoryOptions,
  EveMemoryProvider,
  EveMemorySource,
  EveOperation,
  EveToolDefinition,
  EveTurnCompleted,
} from './provider.ts'

/**
 * Makes a memory provider for Eve: `defineMemory({ provider: ilabMemory(memory), scope: byPrincipal })`. The key of the
 * scope is the user; the framework locks it, and no input of a model reaches it.
 *
 * What is known about a message goes into the prompt as one user message of the slot. While the user has paused recall,
 * and where the memory fails, the turn goes on without it.
 *
 * @param source - an open memory, or `{ path }` of a file
 *
 * @example
 * ```ts
 * const provider = ilabMemory({ path: './memory.db' })
 * ```
 */
export function ilabMemory(source: EveMemorySource, options?: EveMemoryOptions | null): EveMemoryProvider {
  const settings = options ?? {}
  const { capture = true, defineTool, type } = settings
  const open = opened(source)
  const userOf = async ({ memory }: Pick<EveOperation, 'memory'>) => (await open()).forUser(memory.scope.key)
  return {
    recall: {
      'turn.started': (context) =>
        orElse(settings, null, async () => {
          const query = textOfRole(context.turn.input, 'user')
          if (query === '') return null
          const content = await recalled(await userOf(context), query, 'eve', settings)
          return content === '' ? null : { messages: [{ id: 'ilab-memory', content }] }
        }),
    },
    ...(capture === false
      ? {}
      : {
          capture: {
            'turn.completed': (context) =>
              orElse(settings, undefined, async () => {
                const turn = { user: textOfRole(context.turn.input, 'user'), assistant: answerOf(context) }
                const idempotencyKey = await callKey('eve', context.operationId, null)
                await saveTurn(await userOf(context), turn, `eve:${context.session.id}`, {
                  type,
                  idempotencyKey,
                })
              }),
          },
        }),
    ...(defineTool ? { tools: (context) => toolsOf(userOf(context), defineTool, settings) } : {}),
  }
}

/** The last message of the model. */
function answerOf({ messages }: EveTurnCompleted): string {
  const last = messages.findLast(({ role }) => role === 'assistant')
  return last === undefined ? '' : textOfMessage(last)
}

async function toolsOf(
  user: Promise<UserMemory>,
  defineTool: DefineTool,
  settings: EveMemoryOptions,
): Promise<Record<string, never> | null> {
  const { only = ['mem_save', 'mem_search', 'mem_forget'], onError } = settings
  return orElse(settings, null, async () => {
    // Loaded with the first turn that offers tools: an agent without them starts faster.
    const { memoryTools } = await import('../tools/index.ts')
    const tools = memoryTools(await user, { only, onError })
    return Object.fromEntries(
      tools.map(({ name, description, inputSchema, run }) => {
        const execute = async (input: unknown, call: unknown): Promise<string> =>
          (await run(input, { callId: callIdOf(call) })).text
        const schema = { ...inputSchema, additionalProperties: false }
        const definition: EveToolDefinition = { description, inputSchema: schema, execute }
        return [name, defineTool(definition as never) as never]
      }),
    )
  })
}

function callIdOf(call: unknown): string | undefined {
  const id: unknown = typeof call === 'object' && call !== null ? Reflect.get(call, 'toolCallId') : undefined
  return typeof id === 'string' ? id : undefined
}
