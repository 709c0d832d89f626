import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Text on standard input. */
  readonly input?: string
  readonly cwd?: string
}

/** Runs a TypeScript file as its own process, as a person would; paths are relative to the repository. */
export function runFile(file: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Run> {
  return runNode([join(root, file), ...args], options)
}

/** Runs Node with these arguments. */
export function runNode(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { FORCE_COLOR: _, ILAB_MEMORY_DB_PATH: __, USER_ID_SALT: ___, ...inherited } = process.env
  const env = { ...inherited, ...options.env }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: options.cwd ?? root,
    env,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.stdin.end(options.input ?? '')
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** A folder that is removed after the tests of the calling file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-examples-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
