import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { median, milliseconds, report, type Row } from './shared/report.ts'

/**
 * Measures the time of a command from its start to its end, compiled and in a process of its own. A command is
 * timed when the machine has nothing else to do, and after a minute in any case.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '30' } },
})
const limitMs = 150
/** Of a command that finds no compiled code: the first one ever, or where none is kept. */
const coldLimitMs = 250
/** Of a hook, which an agent host waits for at each prompt. */
const hookLimitMs = 120
const hook = 'hook at a prompt'
const cold = '… without compiled code in a cache'
const mostWaitMs = 60_000

/** Milliseconds that all processors have been at work, and in all. */
const work = (): { busy: number; all: number } => {
  const times = cpus().map(({ times: { idle, ...others } }) => {
    const busy = Object.values(others).reduce((sum, time) => sum + time, 0)
    return { busy, all: busy + idle }
  })
  const sum = (key: 'busy' | 'all'): number => times.reduce((total, time) => total + time[key], 0)
  return { busy: sum('busy'), all: sum('all') }
}

let waitedMs = 0
let disturbed = 0

const untilIdle = async (): Promise<void> => {
  for (const start = performance.now(); performance.now() - start < 2_000 && waitedMs < mostWaitMs;) {
    const before = work()
    await passed(100)
    waitedMs += 100
    const after = work()
    if ((after.busy - before.busy) / (after.all - before.all) < 0.15) return
  }
  disturbed++
}

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'ilab-bench-cli-'))

try {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  execFileSync('cp', [join(root, 'package.json'), folder])
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const build = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(folder, 'dist')]
  execFileSync(process.execPath, build)
  execFileSync(process.execPath, [join(root, 'build/bundle.ts'), join(folder, 'dist')])
  const bin = join(folder, 'dist', 'cli', 'bin.js')
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    ILAB_MEMORY_USER: 'ada',
    ILAB_MEMORY_DB_PATH: join(folder, 'memory.db'),
  }
  const timeOf = (
    args: readonly string[],
    more: Readonly<Record<string, string>> = {},
    input = '',
  ): number => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, { env: { ...env, ...more }, input })
    if (status !== 0) throw new Error(String(stderr))
    return performance.now() - start
  }

  writeFileSync(join(folder, 'nothing.js'), '')
  const text = ['--type', 'profile', '--title', 'Name', '--content', 'Ada writes in Vim.']
  for (let i = 0; i < 10; i++) timeOf([bin, 'save', ...text.slice(0, -1), `Note ${i}`])

  const prompt = JSON.stringify({
    hook_event_name: 'UserPromptSubmit',
    session_id: 'c0ffee',
    cwd: folder,
    prompt: 'Which note?',
  })
  const contestants: Readonly<Record<string, () => number>> = {
    'node, an empty file': () => timeOf([join(folder, 'nothing.js')]),
    '--version': () => timeOf([bin, '--version']),
    'stats of 10 observations': () => timeOf([bin, 'stats']),
    'search in 10 observations': () => timeOf([bin, 'search', 'note']),
    [hook]: () => timeOf([bin, 'hook'], {}, prompt),
    [cold]: () => timeOf([bin, 'search', 'note'], { NODE_DISABLE_COMPILE_CACHE: '1' }),
    '--help': () => timeOf([bin, '--help']),
  }
  const times = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]))
  for (let round = 0; round < Number(options.rounds); round++)
    for (const [name, run] of Object.entries(contestants)) {
      await untilIdle()
      times.get(name)?.push(run())
    }

  const rows: Row[] = [...times].map(([what, measured]) => {
    const limit = what === cold ? coldLimitMs : what === hook ? hookLimitMs : limitMs
    return {
      what,
      measured: `${milliseconds(median(measured))}, best ${milliseconds(Math.min(...measured))} of ${limit} ms`,
      ratio: median(measured) / limit,
      target: { atMost: 1 },
    }
  })
  const runs = times.size * Number(options.rounds)
  const note = `${disturbed} of ${runs} runs while the machine had other work`
  report('cli', rows, [note], options.json)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
