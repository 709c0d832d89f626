/**
 * An agent of the Claude Agent SDK that remembers, and resumes its conversation from the memory.
 *
 *     npm install @anthropic-ai/claude-agent-sdk
 *     ANTHROPIC_API_KEY=… node examples/frameworks/claude-agent.ts ada 'Which theme do I like?'
 *
 * Without a key it calls the hooks as the SDK does, and prints what Claude would be shown. The memory stays in
 * ILAB_MEMORY_DB_PATH.
 */
import { query, type Options } from '@anthropic-ai/claude-agent-sdk'
import { memoryHooks, sessionStore } from '../../src/adapters/claude-agent/index.ts'
import { ILabMemory } from '../../src/index.ts'

const [userId = 'ada', prompt = 'Which theme do I like?'] = process.argv.slice(2)
const memory = await ILabMemory.fromPath(process.env['ILAB_MEMORY_DB_PATH'] || './agent-memory.db')
const user = memory.forUser(userId)
const hooks = memoryHooks(user, { onError: (error) => console.error('memory:', error.message) })
const options: Options = { hooks, sessionStore: sessionStore(user), allowedTools: [] }

try {
  if (process.env['ANTHROPIC_API_KEY']) await ask()
  else await rehearse()
} finally {
  await memory.close()
}

async function ask(): Promise<void> {
  for await (const message of query({ prompt, options }))
    if (message.type === 'result' && message.subtype === 'success') console.log(message.result)
}

/** One turn without a model: the prompt comes in, and an answer goes out. */
async function rehearse(): Promise<void> {
  const base = { session_id: 'rehearsal', prompt, last_assistant_message: `You asked: ${prompt}` }
  const asked = { ...base, hook_event_name: 'UserPromptSubmit' }
  const answer = await hooks.UserPromptSubmit[0]?.hooks[0]?.(asked)
  console.log(answer?.hookSpecificOutput?.additionalContext ?? 'Claude is shown no memory yet.')
  await hooks.Stop[0]?.hooks[0]?.({ ...base, hook_event_name: 'Stop' })
}
