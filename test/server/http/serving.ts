import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

/** A server in a process of its own. */
export interface Serving {
  readonly url: string
  readonly child: ChildProcess
  /** The next line that it prints. */
  readonly nextLine: () => Promise<string>
  /** Its exit code, or the signal that ended it, when it has ended. */
  readonly ended: Promise<number | string>
  readonly errors: () => string
}

const program = join(import.meta.dirname, 'serving-process.ts')

export async function startServing(path: string, mode = 'plain', flags: string[] = []): Promise<Serving> {
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    ...flags,
    program,
    path,
    mode,
  ])
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  const nextLine = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`the server ended: ${errors}`)
    return line.value
  }
  return { url: await nextLine(), child, nextLine, ended, errors: () => errors }
}
