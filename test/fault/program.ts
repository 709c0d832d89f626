import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** End of a process. */
export interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** A program of this folder, running in a process of its own. */
export interface Program {
  readonly process: ChildProcess
  /** Everything that it has printed, line by line. */
  readonly lines: readonly string[]
  readonly ended: Promise<End>
  /** Resolves when a line passes, also one that was printed before; rejects if the program ends without one. */
  line(passes: (line: string, count: number) => boolean): Promise<string>
  kill(): Promise<End>
}

/** Starts `test/fault/<name>-process.ts`; it is gone after the test in any case. */
export function startProgram(name: string, args: readonly string[], options: SpawnOptions = {}): Program {
  return startCommand(process.execPath, [...nodeOptions, programPath(name), ...args], options)
}

export const nodeOptions: readonly string[] = ['--disable-warning=ExperimentalWarning']

export function programPath(name: string): string {
  return join(import.meta.dirname, `${name}-process.ts`)
}

export function startCommand(command: string, args: readonly string[], options: SpawnOptions = {}): Program {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const waiting = new Set<() => void>()
  let stderr = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // What a killed process has printed is still in the pipe: only its end ends the program.
  const reader = createInterface({ input: child.stdout! })
  reader.on('line', (line) => {
    lines.push(line)
    for (const check of waiting) check()
  })
  const ended = Promise.all([once(child, 'close'), once(reader, 'close')]).then(([[code, signal]]) => {
    for (const check of waiting) check()
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, stderr }
  })
  return {
    process: child,
    lines,
    ended,
    line: (passes) =>
      new Promise((resolve, reject) => {
        let seen = 0
        const check = (): void => {
          for (; seen < lines.length; seen++) {
            if (!passes(lines[seen]!, seen + 1)) continue
            waiting.delete(check)
            resolve(lines[seen]!)
            return
          }
        }
        waiting.add(check)
        check()
        void ended.then((end) => {
          check()
          reject(new Error(`the program ended (${end.code ?? end.signal}) before that line:\n${end.stderr}`))
        })
      }),
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
  }
}
