import type { Message } from './chat-prompt.ts'

/**
 * Stands where a model would: it answers from the prompt alone, always the same way, and needs no network. It quotes
 * what the search found for a question.
 */
export async function standInModel(messages: readonly Message[]): Promise<string> {
  if (!messages.at(-1)?.content.trim().endsWith('?')) return 'I see.'
  const found = memoryOf(messages).filter(({ source }) => source === 'search')
  if (found.length === 0) return 'I know nothing about that yet.'
  return `You told me: ${found.map(({ id, text }) => `${text} (#${id})`).join(' · ')}`
}

interface MemoryLine {
  readonly source: string
  readonly id?: number
  readonly text: string
}

function memoryOf(messages: readonly Message[]): MemoryLine[] {
  const [, lines = ''] = /\n<memory>\n([\s\S]*)\n<\/memory>$/.exec(messages[0]?.content ?? '') ?? []
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MemoryLine)
}
