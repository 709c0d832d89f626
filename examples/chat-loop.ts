/**
 * A chat that remembers: the application decides when to read and what to save, the model only answers.
 *
 *     node examples/chat-loop.ts                                        # on a terminal
 *     node examples/chat-loop.ts "I prefer tea." "What do I prefer?"    # scripted; or one message a line on stdin
 *
 * The memory stays in ILAB_MEMORY_DB_PATH, by default ./chat-memory.db: run it twice to see what comes back.
 */
import { realpathSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  ILabMemory,
  MemoryError,
  redact,
  stableUserId,
  type Compact,
  type Draft,
  type UserMemory,
} from '../src/index.ts'
import { writePrompt, type Message } from './chat-prompt.ts'
import { standInModel } from './stand-in-model.ts'

/** Any model: a client of a provider, a local one, or the stand-in. */
export type Model = (messages: readonly Message[]) => Promise<string>

/** One conversation with one user. */
export interface Chat {
  /** The context of the session, for a greeting. */
  readonly greeting: string
  say(text: string): Promise<string>
  end(): Promise<void>
}

/** Starts a session and keeps a conversation going on it. */
export async function startChat(memory: UserMemory, model: Model): Promise<Chat> {
  const start = await memory.startSession()
  const turns: Message[] = []
  const subjects: string[] = []
  const last = start.sessionsContext[0]?.summary
  return {
    greeting: last === undefined ? 'Hello.' : `Welcome back. Last time: ${last}`,
    async say(text) {
      // Read before saving, so that the message does not find itself.
      const found = await recall(memory, text)
      const reply = await model(writePrompt({ start, found }, turns, text))
      turns.push({ role: 'user', content: text }, { role: 'assistant', content: reply })
      subjects.push(redact(text))
      const draft = draftOf(text)
      if (draft === null) return reply
      const { id, outcome } = await memory.save(draft)
      return `${reply}\n      (${outcome} #${id}: ${draft.type})`
    },
    async end() {
      if (subjects.length > 0) await memory.endSession(`Talked about: ${subjects.slice(-5).join(' / ')}`)
    },
  }
}

/** Searches the user's own memory for a message. A message that is private as a whole is not searched for. */
async function recall(memory: UserMemory, text: string): Promise<Compact[]> {
  try {
    return await memory.search(text, { limit: 3, typesExclude: ['summary'] })
  } catch (error) {
    if (error instanceof MemoryError && error.code === 'invalid_input') return []
    throw error
  }
}

/** Patterns of sentences that are worth keeping. A topic key makes a later one replace the earlier one. */
const rules: readonly {
  readonly says: RegExp
  readonly type: string
  readonly title: string
  readonly topicKey?: string
}[] = [
  { says: /^my name is /i, type: 'profile', title: 'Name', topicKey: 'profile/name' },
  { says: /^call me /i, type: 'profile', title: 'Form of address', topicKey: 'profile/address' },
  { says: /^i (?:prefer|like|love|hate) /i, type: 'preference', title: 'Preference' },
  { says: /^(?:we|i) (?:decided|agreed) /i, type: 'decision', title: 'Decision' },
  { says: /^remember /i, type: 'discovery', title: 'To remember' },
]

function draftOf(text: string): Draft | null {
  const rule = rules.find(({ says }) => says.test(text))
  if (rule === undefined) return null
  const { says: _, ...draft } = rule
  return { ...draft, content: text }
}

/** Lines to say: the arguments, or what comes in on standard input, prompted for on a terminal. */
async function* linesToSay(scripted: readonly string[]): AsyncGenerator<string> {
  yield* scripted
  if (scripted.length > 0) return
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'you › ' })
  terminal.on('SIGINT', () => terminal.close())
  if (process.stdin.isTTY) terminal.prompt()
  for await (const line of terminal) {
    if (line.trim() !== '') yield line.trim()
    if (process.stdin.isTTY) terminal.prompt()
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { user: { type: 'string', default: 'alice@example.com' } },
  })
  const memory = await ILabMemory.fromPath(process.env['ILAB_MEMORY_DB_PATH'] || './chat-memory.db')
  try {
    const userId = stableUserId(values.user, process.env['USER_ID_SALT'] ?? 'a salt for the example only')
    const chat = await startChat(memory.forUser(userId), standInModel)
    console.log(`bot › ${chat.greeting}`)
    for await (const line of linesToSay(positionals)) {
      if (!process.stdin.isTTY || positionals.length > 0) console.log(`you › ${line}`)
      console.log(`bot › ${await chat.say(line)}`)
    }
    await chat.end()
  } finally {
    await memory.close()
  }
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) await main()
