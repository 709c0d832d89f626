import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'

const execute = promisify(execFile)

/** One minimal program of an application, in a folder that has the package and the tools above it. */
export class Leg {
  readonly folder: string
  readonly #env: Readonly<Record<string, string>>

  /** @param name - the folder below `projects` that is copied */
  constructor(name: string, env: Readonly<Record<string, string>> = {}) {
    this.#env = env
    this.folder = mkdtempSync(join(inject('project'), `${name}-`))
    cpSync(join(import.meta.dirname, 'projects', name), this.folder, { recursive: true })
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

  /** Starts a server on this Node. */
  start(...args: readonly string[]): ChildProcess {
    return spawn(process.execPath, args, { cwd: this.folder, env: this.#environment() })
  }

  /** The variables of this test run would make tools behave as they do in tests. */
  #environment(): NodeJS.ProcessEnv {
    const { NODE_ENV: _mode, VITEST: _vitest, ...others } = process.env
    return { ...others, NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '', ...this.#env }
  }
}
