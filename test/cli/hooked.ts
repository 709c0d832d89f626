import { join } from 'node:path'
import { expect } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { CommandLine, type Run } from './command.ts'

export const draft = {
  type: 'preference',
  title: 'Theme',
  content: 'Prefers the dark theme.',
  topicKey: 'ui/theme',
}

/** A command line with a store of its own, and what it holds for Ada. */
export class Hooked {
  readonly cli = new CommandLine()
  readonly store = join(this.cli.folder, 'memory.db')

  async withMemory<Result>(use: (memory: ILabMemory) => Promise<Result>): Promise<Result> {
    const memory = await ILabMemory.fromPath(this.store)
    try {
      return await use(memory)
    } finally {
      await memory.close()
    }
  }

  hook(payload: object | string, args: readonly string[] = [], user = 'ada'): Promise<Run> {
    const input = typeof payload === 'string' ? payload : JSON.stringify(payload)
    return this.cli.run(['hook', '--user', user, '--store', this.store, ...args], { input })
  }
}

export async function withTheme(): Promise<Hooked> {
  const hooked = new Hooked()
  await hooked.withMemory((memory) => memory.forUser('ada').save(draft))
  return hooked
}

/** The text that an answer gives to the model, checked to have no other field. */
export function textIn(host: string, payload: object, { code, stdout, stderr }: Run): string {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const answer = JSON.parse(stdout) as { additional_context?: string; hookSpecificOutput?: object }
  if (host === 'cursor') {
    expect(Object.keys(answer)).toEqual(['additional_context'])
    return answer.additional_context ?? ''
  }
  const { hook_event_name: event } = payload as { hook_event_name: string }
  expect(answer).toEqual({
    hookSpecificOutput: { hookEventName: event, additionalContext: expect.any(String) as string },
  })
  return (answer.hookSpecificOutput as { additionalContext: string }).additionalContext
}

export const nothing = (host: string): string => (host === 'gemini-cli' || host === 'cursor' ? '{}\n' : '')
