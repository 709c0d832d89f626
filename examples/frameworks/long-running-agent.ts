/**
 * An agent of the OpenAI Agents SDK that works on one task for days, with a prompt that stays small. Three means keep it
 * small:
 *
 * 1. The session gives back the last items only, and the whole conversation stays in the user's thread.
 * 2. Every few turns the last answers become one summary, which a later day's prompt begins with.
 * 3. Decisions are saved under topic keys by the agent's own tool, so that a later one replaces an earlier one.
 *
 *     npm install @openai/agents
 *     node examples/frameworks/long-running-agent.ts
 *
 * Set OPENAI_API_KEY and MODEL for a real model. The memory stays in ILAB_MEMORY_DB_PATH.
 */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Agent, run, setTracingDisabled, type AgentConfiguration } from '@openai/agents'
import { assistantMessage, functionCall, modelResponder, ScriptedModel } from '@openai/agents/testing'
import { agentTools, memorySession } from '../../src/adapters/openai-agents/index.ts'
import { ILabMemory, type UserMemory } from '../../src/index.ts'

/** Items of the conversation that the model reads again. */
const lastItems = 12

/** Turns between two summaries. */
const turnsInSummary = 5

/** A model, or the name of one. */
type WorkerModel = NonNullable<AgentConfiguration['model']>

/** Figures of a day's work. */
export interface Day {
  readonly turns: number
  /** Characters of the longest prompt. */
  readonly longestPrompt: number
}

/** Works through the steps of one day. The next day goes on where this one ended. */
export async function workDay(user: UserMemory, model: WorkerModel, steps: readonly string[]): Promise<Day> {
  const agent = new Agent<unknown>({
    name: 'worker',
    model,
    tools: agentTools({ only: ['mem_save', 'mem_search'] }),
  })
  const session = memorySession(user, 'order service')
  const history = { ...session, getItems: <Item>(limit = lastItems) => session.getItems<Item>(limit) }
  let longestPrompt = 0
  const answers: string[] = []
  for (const [at, step] of steps.entries()) {
    const { text } = await user.context({ query: step, maxTokens: 400 })
    const result = await run(agent, step, {
      context: { memory: user },
      session: history,
      // Behind the user's message, and not a part of the conversation that is kept.
      callModelInputFilter: ({ modelData }) => {
        const { input } = modelData
        const last = input.findLastIndex((item) => 'role' in item && item.role === 'user')
        const sent = text === '' ? input : input.toSpliced(last + 1, 0, { role: 'user', content: text })
        longestPrompt = Math.max(longestPrompt, JSON.stringify(sent).length)
        return { ...modelData, input: sent }
      },
    })
    answers.push(String(result.finalOutput))
    if ((at + 1) % turnsInSummary === 0)
      await user.summarizeSession(
        `## Done\n${answers
          .splice(0)
          .map((answer) => `- ${answer}`)
          .join('\n')}`,
      )
  }
  return { turns: steps.length, longestPrompt }
}

/** Saves a decision for each step that asks for one, and else says that the step is done. It needs no network. */
export function standIn(turns: number): WorkerModel {
  let calls = 0
  const respond = modelResponder(({ request }) => {
    const items = typeof request.input === 'string' ? [] : request.input
    const last = items.at(-1)
    const step =
      items
        .flatMap((item) => ('role' in item && item.role === 'user' ? [String(item.content)] : []))
        .findLast((text) => !text.startsWith('Stored memory')) ?? ''
    const isToolAnswer = last !== undefined && 'type' in last && last.type === 'function_call_result'
    const [, part] = /^Choose the (\w+)/.exec(step) ?? []
    if (part === undefined || isToolAnswer) return [assistantMessage(`Done: ${step}`)]
    const decision = {
      type: 'decision',
      title: step,
      content: `Chose a ${part}.`,
      topic_key: `architecture/${part}`,
    }
    return [functionCall('mem_save', decision, { callId: `call-${++calls}` })]
  })
  return new ScriptedModel(Array.from({ length: turns * 2 }, () => respond))
}

async function main(): Promise<void> {
  setTracingDisabled(true)
  const memory = await ILabMemory.fromPath(process.env['ILAB_MEMORY_DB_PATH'] || './agent-memory.db')
  try {
    const user = memory.forUser('agent-001')
    const steps = ['database', 'queue', 'cache'].flatMap((part) => [
      `Read about every ${part}`,
      `Choose the ${part}`,
      `Measure the ${part}`,
      `Write down the limits of the ${part}`,
    ])
    for (const day of ['Monday', 'Tuesday']) {
      const { turns, longestPrompt } = await workDay(
        user,
        process.env['MODEL'] || standIn(steps.length),
        steps,
      )
      console.log(`${day}: ${turns} turns, longest prompt ${longestPrompt} characters`)
    }
    for (const { title, topicKey } of await user.search('choose', { types: ['decision'] }))
      console.log(`decided: ${title} (${topicKey})`)
  } finally {
    await memory.close()
  }
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) await main()
