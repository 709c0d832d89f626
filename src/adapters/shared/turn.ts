import type { ObservationType, SaveOptions, SaveResult } from '../../core/model.ts'
import type { UserMemory } from '../../core/user-memory.ts'
import { redact } from '../../privacy/redact.ts'

/** One turn of a conversation. */
export interface Turn {
  /** Text of the user. */
  readonly user: string
  /** Answer of the model. */
  readonly assistant: string
}

/** Options of an adapter that saves turns. */
export interface TurnOptions {
  /**
   * Type of the observation that a turn becomes.
   * @default 'discovery'
   */
  readonly type?: ObservationType | (string & {}) | null | undefined
}

/** Characters of a title, and of each of the two texts. */
const longest = { title: 100, text: 20_000 }

/** Saves a turn as one observation, which a later search finds by what was said. Null where nothing was said. */
export async function saveTurn(
  user: UserMemory,
  turn: Turn,
  source: string,
  { type, ...options }: TurnOptions & SaveOptions,
): Promise<SaveResult | null> {
  // Redacted before it is cut, so that no tag is cut in two.
  const said = redact(turn.user).trim()
  const answered = redact(turn.assistant).trim()
  if (said === '') return null
  const title = said.slice(0, longest.title).split('\n', 1).join('').toWellFormed()
  const parts = [`User: ${said.slice(0, longest.text)}`]
  if (answered !== '') parts.push(`Assistant: ${answered.slice(0, longest.text)}`)
  const content = parts.join('\n').toWellFormed()
  return user.save({ type: type ?? 'discovery', title, content, source: source.slice(0, 255) }, options)
}
