import type { LanguageModel } from 'ai'
import { MockLanguageModelV4 } from 'ai/test'
import type { Message } from './chat-prompt.ts'

/**
 * The model that MODEL names, such as `openai/gpt-5-mini`, through the AI Gateway (AI_GATEWAY_API_KEY). Without MODEL, a model
 * that answers from `answer`, always the same way, and needs no network.
 */
export function languageModel(answer: (messages: readonly Message[]) => Promise<string>): LanguageModel {
  return process.env['MODEL'] || standIn(answer)
}

/** A model of the AI SDK that answers with what a function makes of the messages. */
export function standIn(answer: (messages: readonly Message[]) => Promise<string>): LanguageModel {
  const total = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined }
  return new MockLanguageModelV4({
    doGenerate: async ({ prompt }) => ({
      content: [{ type: 'text', text: await answer(prompt.flatMap(toMessage)) }],
      finishReason: { unified: 'stop', raw: undefined },
      usage: {
        inputTokens: total,
        outputTokens: { total: undefined, text: undefined, reasoning: undefined },
      },
      warnings: [],
    }),
  })
}

function toMessage({ role, content }: { readonly role: string; readonly content: unknown }): Message[] {
  if (role !== 'system' && role !== 'user' && role !== 'assistant') return []
  const parts = Array.isArray(content)
    ? (content as { readonly text?: string }[])
    : [{ text: String(content) }]
  return [{ role, content: parts.map(({ text = '' }) => text).join('') }]
}
