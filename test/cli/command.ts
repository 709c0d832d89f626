import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, vi } from 'vitest'
import { bundleCommand } from './bundle.ts'

/** The command, made of the sources. */
const bin = await bundleCommand()

// A test starts many processes, on machines that have other things to do.
vi.setConfig({ testTimeout: 180_000 })

/** Arguments that save a memory with this title and content. */
export const saveTitled = (title: string, content = 'of the test'): string[] => [
  'save',
  '--type',
  'profile',
  '--title',
  title,
  '--content',
  content,
]

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Text on standard input. Default: none. */
  readonly input?: string | Uint8Array
  readonly cwd?: string
}

/** A folder of its own, removed after the tests of the calling file. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The environment of a person who has set nothing, with a home of their own. */
export function plainEnvironment(home: string): Record<string, string> {
  const { PATH = '' } = process.env
  return {
    PATH,
    NODE_COMPILE_CACHE: join(tmpdir(), 'ilab-memory-compiled'),
    HOME: home,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
  }
}

/** The command as a person has it, in a folder and home of its own. */
export class CommandLine {
  readonly folder: string
  readonly program = bin
  readonly #environment: Readonly<Record<string, string>>

  constructor(folder: string = freshFolder(), environment: Readonly<Record<string, string>> = {}) {
    this.folder = folder
    this.#environment = { ...plainEnvironment(folder), ...environment }
  }

  start(args: readonly string[], options: RunOptions = {}): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [bin, ...args], this.place(options))
  }

  /** Working directory and environment of a child. */
  place({ env = {}, cwd = this.folder }: RunOptions = {}): { cwd: string; env: Record<string, string> } {
    return { cwd, env: { ...this.#environment, ...env } }
  }

  /** Runs one command to its end. */
  run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const child = this.start(args, options)
    child.stdin.on('error', () => undefined).end(options.input ?? '')
    return ended(child)
  }

  /** Runs one command that must succeed, and reads its JSON. */
  async json(args: readonly string[], options: RunOptions = {}): Promise<unknown> {
    const { code, stdout, stderr } = await this.run([...args, '--json'], options)
    if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`)
    return JSON.parse(stdout) as unknown
  }
}

/** Output of a child until it ended. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Run> {
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}
