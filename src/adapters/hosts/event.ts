/** Agent hosts that call hooks. */
export const hookHosts = ['claude-code', 'codex', 'gemini-cli', 'cursor'] as const

/** Name of a host. */
export type HookHost = (typeof hookHosts)[number]

/** Moments of a conversation, by which hosts call hooks. */
type Moment = 'start' | 'prompt' | 'answer' | 'summary' | 'end'

/** A call of a hook, the same for all hosts. */
export interface HostEvent {
  readonly host: HookHost
  /** The host's name of the event, which some answers repeat. */
  readonly name: string
  readonly moment: Moment
  /** The host's id of the conversation. */
  readonly session: string
  /** The prompt, the last answer, or the summary; '' where there is none. */
  readonly text: string
  /** Reason of a start, such as `startup`, `resume` or `compact`. */
  readonly source: string
  /** The host's id of the prompt; '' where it gives none. */
  readonly promptId: string
  /** Folder in which the host works; '' where it gives none. */
  readonly folder: string
}

/** The moment of each event, and the field with its text. */
const moments: Readonly<Record<string, readonly [Moment, string?]>> = {
  SessionStart: ['start'],
  sessionStart: ['start'],
  UserPromptSubmit: ['prompt', 'prompt'],
  BeforeAgent: ['prompt', 'prompt'],
  Stop: ['answer', 'last_assistant_message'],
  AfterAgent: ['answer', 'prompt_response'],
  afterAgentResponse: ['answer', 'text'],
  PostCompact: ['summary', 'compact_summary'],
  SessionEnd: ['end'],
  sessionEnd: ['end'],
}

/** Longest id of a conversation that the key of a session takes. */
const longestSession = 200

/**
 * Reads the payload of a hook. Null for an event that is none of the five moments, for one of a subagent, and for
 * anything that is no payload.
 *
 * @param host - the host, where the caller knows it; else the payload tells
 */
export function readEvent(payload: unknown, host?: HookHost): HostEvent | null {
  if (typeof payload !== 'object' || payload === null) return null
  const fields = payload as Readonly<Record<string, unknown>>
  const text = (name: string | undefined): string => {
    const value = name === undefined ? undefined : fields[name]
    return typeof value === 'string' ? value : ''
  }
  const name = text('hook_event_name')
  const session = (text('session_id') || text('conversation_id')).slice(0, longestSession).trim()
  const known = Object.hasOwn(moments, name) ? moments[name] : undefined
  if (known === undefined || session === '' || text('agent_id') !== '') return null
  const [moment, field] = known
  const [root] = Array.isArray(fields['workspace_roots']) ? (fields['workspace_roots'] as unknown[]) : []
  return {
    host: host ?? hostOf(name, fields),
    name,
    moment,
    session,
    text: text(field).trim(),
    source: text('source'),
    promptId: text('prompt_id') || text('turn_id') || text('generation_id'),
    folder: text('cwd') || (typeof root === 'string' ? root : ''),
  }
}

function hostOf(name: string, fields: Readonly<Record<string, unknown>>): HookHost {
  if (/^[a-z]/.test(name) || 'cursor_version' in fields) return 'cursor'
  if (name.endsWith('Agent') || 'timestamp' in fields) return 'gemini-cli'
  return 'turn_id' in fields ? 'codex' : 'claude-code'
}
