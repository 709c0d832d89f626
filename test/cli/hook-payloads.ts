/** Payloads as the hosts send them, by their published schemas; values are made up, forms are not. */
export interface HostPayloads {
  readonly start: object
  /** Absent where the host takes nothing with a prompt. */
  readonly prompt?: object
  readonly answer: object
  readonly end: object
}

const claude = {
  session_id: '5f1c2f0e-6a57-4a6e-9d2f-6e1f4f0f9b11',
  transcript_path: '/home/ada/.claude/projects/-work-app/5f1c2f0e.jsonl',
  cwd: '/work/app',
}
const codex = {
  session_id: '0199a2c1-77aa-7b02-a0a5-3f3f0a3c9e55',
  transcript_path: null,
  cwd: '/work/app',
  model: 'gpt-5.2-codex',
  permission_mode: 'default',
}
const gemini = {
  session_id: 'b6c2b9b0-1d4f-4cf4-9a31-1d2a4c8f7e10',
  transcript_path: '/home/ada/.gemini/tmp/app/chats/session.json',
  cwd: '/work/app',
  timestamp: '2026-11-28T09:12:44.120Z',
}
const cursor = {
  conversation_id: 'a2f1d6f4-7c0b-4f51-8a44-9d6f3b1f2c77',
  generation_id: '77b0f3a5-3d1e-46b2-9a30-2f1f5b8f4e01',
  model: 'gpt-5.2',
  cursor_version: '3.1.4',
  workspace_roots: ['/work/app'],
  user_email: null,
}

/** One conversation of each host. */
export const payloads: Readonly<Record<'claude-code' | 'codex' | 'gemini-cli' | 'cursor', HostPayloads>> = {
  'claude-code': {
    start: { ...claude, hook_event_name: 'SessionStart', source: 'startup', model: 'claude-opus-5-5' },
    prompt: {
      ...claude,
      prompt_id: '9e8a',
      permission_mode: 'default',
      hook_event_name: 'UserPromptSubmit',
      prompt: 'Which theme do I like?',
      source: 'user',
    },
    answer: {
      ...claude,
      permission_mode: 'default',
      hook_event_name: 'Stop',
      stop_hook_active: false,
      last_assistant_message: 'You like it dark.\nI changed app.css.',
      background_tasks: [],
      session_crons: [],
    },
    end: { ...claude, hook_event_name: 'SessionEnd', reason: 'prompt_input_exit' },
  },
  codex: {
    start: { ...codex, hook_event_name: 'SessionStart', source: 'startup' },
    prompt: { ...codex, hook_event_name: 'UserPromptSubmit', turn_id: '1', prompt: 'Which theme do I like?' },
    answer: {
      ...codex,
      hook_event_name: 'Stop',
      turn_id: '1',
      stop_hook_active: false,
      last_assistant_message: 'You like it dark.\nI changed app.css.',
    },
    end: { ...codex, hook_event_name: 'SessionEnd', reason: 'other' },
  },
  'gemini-cli': {
    start: { ...gemini, hook_event_name: 'SessionStart', source: 'startup' },
    prompt: { ...gemini, hook_event_name: 'BeforeAgent', prompt: 'Which theme do I like?' },
    answer: {
      ...gemini,
      hook_event_name: 'AfterAgent',
      prompt: 'Which theme do I like?',
      prompt_response: 'You like it dark.\nI changed app.css.',
      stop_hook_active: false,
    },
    end: { ...gemini, hook_event_name: 'SessionEnd', reason: 'exit' },
  },
  cursor: {
    start: {
      ...cursor,
      hook_event_name: 'sessionStart',
      session_id: cursor.conversation_id,
      is_background_agent: false,
    },
    answer: {
      ...cursor,
      hook_event_name: 'afterAgentResponse',
      text: 'You like it dark.\nI changed app.css.',
    },
    end: {
      ...cursor,
      hook_event_name: 'sessionEnd',
      session_id: cursor.conversation_id,
      reason: 'user_close',
    },
  },
}
