import { invalidInput } from '../../core/errors/errors.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { keepRecent } from '../shared/keep-recent.ts'
import { recalled, type RecallOptions } from '../shared/recalled.ts'
import { textOfMessage } from '../shared/text-of-message.ts'

/** A language model of the AI SDK, of any version of its specification. */
export interface LanguageModelForm {
  /** Version of the specification. */
  readonly specificationVersion: string
  /** Name of the provider. */
  readonly provider: string
  /** Name of the model. */
  readonly modelId: string
  /** URLs that the model reads by itself. */
  readonly supportedUrls: unknown
  /** Answers at once. */
  doGenerate(params: never): PromiseLike<unknown>
  /** Answers part by part. */
  doStream(params: never): PromiseLike<unknown>
}

/** The same model, before which memory is added to each prompt. */
export type ModelWithMemory<Model extends LanguageModelForm> = Pick<Model, keyof LanguageModelForm>

interface Message {
  readonly role: string
  readonly content: unknown
}

interface Params {
  readonly prompt: readonly Message[]
}

/** Turns that one model remembers, for the steps of their tool loops. */
const mostTurns = 32

/**
 * Wraps a model, so that each prompt also holds what the user's memory knows about the last message. The text goes as a
 * user message behind the last one of the user: it has no privilege, and what a provider has cached of the prompt stays
 * valid. Memory is read once a turn of the user; the steps of a tool loop see the same text again.
 *
 * While the user has paused recall, and where the memory fails, the model gets the prompt as it is. It saves nothing:
 * give the model `aiTools`.
 *
 * Errors: `invalid_input` for a model's name in place of a model.
 *
 * @param model - a model object; for the name of a gateway's model, `gateway(name)`
 *
 * @example
 * ```ts
 * await generateText({ model: withMemory(model, memory.forUser(userId)), prompt })
 * ```
 */
export function withMemory<Model extends LanguageModelForm>(
  model: Model,
  user: UserMemory,
  options?: RecallOptions | null,
): ModelWithMemory<Model> {
  if (typeof model !== 'object') return invalidInput('model: must be a model of a provider, not its name')
  const turns = new Map<string, Promise<string>>()
  const remember = async (params: Params): Promise<never> => {
    const { prompt } = params
    const last = prompt.findLastIndex(({ role }) => role === 'user')
    if (last === -1) return params as never
    const text = await textOfTurn(turns, prompt, last, (query) =>
      recalled(user, query, 'ai-sdk', options ?? {}),
    )
    if (text === '') return params as never
    const message = { role: 'user', content: [{ type: 'text', text }] }
    return { ...params, prompt: prompt.toSpliced(last + 1, 0, message) } as never
  }
  return {
    specificationVersion: model.specificationVersion,
    provider: model.provider,
    modelId: model.modelId,
    get supportedUrls() {
      return model.supportedUrls
    },
    doGenerate: async (params: Params) => model.doGenerate(await remember(params)),
    doStream: async (params: Params) => model.doStream(await remember(params)),
  }
}

/** Reads memory where the user's message ends the prompt. A later step of the same turn gets the same text. */
function textOfTurn(
  turns: Map<string, Promise<string>>,
  prompt: readonly Message[],
  last: number,
  read: (query: string) => Promise<string>,
): Promise<string> {
  const texts = prompt.filter(({ role }) => role === 'user').map(textOfMessage)
  const turn = JSON.stringify([last, ...texts])
  const isLaterStep = last < prompt.length - 1
  const known = isLaterStep ? turns.get(turn) : undefined
  if (known !== undefined) return known
  const text = read(texts.at(-1) ?? '')
  keepRecent(turns, turn, text, mostTurns)
  return text
}
