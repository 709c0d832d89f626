import { MemoryError } from '../../core/errors/errors.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { callKey } from '../shared/call-key.ts'
import type { HostEvent } from './event.ts'

/** Settings of the answers to a host. */
export interface AnswerOptions {
  /** Characters of the text at most. */
  readonly maxCharacters: number
  /** Tokens of the text at most. Default: as the characters allow. */
  readonly maxTokens?: number | undefined
  /** Beginning of the topic keys of the project that the host works in; '' outside of one. */
  readonly project: string
  /** Keeps answers and summaries. */
  readonly saves: boolean
  /** Name of the reader in the journal. */
  readonly purpose: string
}

/** Characters behind a compaction, which has kept what mattered, and with a prompt, which comes often. */
const shortStart = 2_000
const withPrompt = 4_000
/** Characters that are kept of an answer or a summary. */
const keptLength = 20_000
const headlineLength = 200

/**
 * Does what an event asks for, and returns the text that the host should show its model; '' for none. No model is ever
 * called. A pause of the user is respected in silence.
 *
 * Errors: those of the memory.
 */
export async function answerEvent(
  user: UserMemory,
  event: HostEvent,
  options: AnswerOptions,
): Promise<string> {
  try {
    if (event.moment === 'start') return await atStart(user, event, options)
    if (event.moment === 'prompt') return await withMessage(user, event, options)
    if (options.saves) await keep(user, event, options)
  } catch (error) {
    const code = error instanceof MemoryError ? error.code : undefined
    if (code !== 'paused' && code !== 'no_active_session') throw error
  }
  return ''
}

async function atStart(user: UserMemory, { source }: HostEvent, options: AnswerOptions): Promise<string> {
  // A conversation that goes on has seen its memory.
  if (source === 'resume' || source === 'fork') return ''
  const { maxTokens, purpose, project } = options
  const note = project === '' ? '' : `Topic keys of this project begin with ${project}\n`
  const most = source === 'compact' ? Math.min(shortStart, options.maxCharacters) : options.maxCharacters
  const { text, emptyBecause } = await user.context({ maxCharacters: most - note.length, maxTokens, purpose })
  return emptyBecause === 'paused' ? '' : (note + text).trimEnd()
}

async function withMessage(
  user: UserMemory,
  { text: query }: HostEvent,
  options: AnswerOptions,
): Promise<string> {
  if (query === '') return ''
  const { maxTokens, purpose } = options
  const maxCharacters = Math.min(withPrompt, options.maxCharacters)
  return (await user.context({ query, maxCharacters, maxTokens, purpose })).text
}

async function keep(user: UserMemory, event: HostEvent, { project }: AnswerOptions): Promise<void> {
  const { moment, session } = event
  const topicKey = `${project}host/${session}`
  const text = event.text.slice(0, keptLength).toWellFormed()
  if (moment === 'end') {
    const last = await user.get(topicKey)
    await user.endSession(headlineOf(last?.content ?? '') || 'The conversation ended.', { key: session })
  } else if (text !== '' && moment === 'summary') {
    const idempotencyKey = await callKey('hook', session, [event.promptId, text])
    await user.summarizeSession(text, { sessionKey: session, idempotencyKey })
  } else if (text !== '') {
    const draft = { type: 'discovery', title: 'Last answer of a conversation', content: text, topicKey }
    await user.save(draft, { sessionKey: session })
  }
}

/** The first line, cut: the whole answer lies beside it. */
function headlineOf(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.slice(0, headlineLength).toWellFormed()
}
