import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject, onTestFinished } from 'vitest'

const execute = promisify(execFile)

/** One minimal program of an application, in a folder that has the package and the tools above it. */
export class Leg {
  readonly folder: string
  readonly #env: Readonly<Record<string, string>>

  /** @param name - the folder below `projects` that is copied */
  constructor(name: string, env: Readonly<Record<string, string>> = {}) {
    this.#env = env
    this.folder = mkdtempSync(join(inject('project'), `${name}-`))
    cpSync(join(import.meta.dirname, '../projects', name), this.folder, { recursive: true })
  }

  /** Path of something that the shared project has installed. */
  installed(path: string): string {
    return join(inject('project'), 'node_modules', path)
  }

  /** Runs a program to its end, and returns what it prints. Errors: a failure that holds all output. */
  async run(program: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await execute(program, args, { cwd: this.folder, env: this.#environment() })
    return stdout.trim()
  }

  /** Runs a JavaScript program on this Node. */
  node(...args: readonly string[]): Promise<string> {
    return this.run(process.execPath, ...args)
  }

  /** Writes a file of the program. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  /** Starts a program that goes on, such as a server. It ends with the test at the latest. */
  start(program: string, ...args: readonly string[]): ChildProcess {
    const child = spawn(program, args, { cwd: this.folder, env: this.#environment() })
    onTestFinished(() => void child.kill('SIGKILL'))
    return child
  }

  /** Ends a program that was started, and waits until it has ended. */
  async stop(child: ChildProcess): Promise<void> {
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
    child.kill()
    await ended
  }

  /** The variables of this test run would make tools behave as they do in tests. */
  #environment(): NodeJS.ProcessEnv {
    const { NODE_ENV: _mode, VITEST: _vitest, ...others } = process.env
    return { ...others, NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '', ...this.#env }
  }
}
