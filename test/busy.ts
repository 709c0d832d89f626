import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

// Runs the whole suite again and again beside a load that keeps every core busy: `npm run test:busy -- 10`.
// A test that depends on a fast machine fails here.

const root = join(import.meta.dirname, '..')
const [times = '10', ...options] = process.argv.slice(2)
const runs = Number(times)
if (!(Number.isInteger(runs) && runs > 0))
  throw new Error('usage: npm run test:busy -- <runs> [files or options]')

/** Computes until its parent is gone, so that a killed run leaves no load behind. */
const load =
  'const parent = process.ppid; for (;;) { for (let i = 0; i < 1e8; i++); if (process.ppid !== parent) break }'
const busy: ChildProcess[] = Array.from({ length: availableParallelism() }, () =>
  spawn(process.execPath, ['--eval', load], { stdio: 'ignore' }),
)

let failed = 0
try {
  for (let run = 1; run <= runs; run++) {
    const started = performance.now()
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...options]
    const { status } = spawnSync(process.execPath, vitest, { cwd: root, stdio: 'inherit' })
    const minutes = ((performance.now() - started) / 60_000).toFixed(1)
    if (status !== 0) failed++
    console.log(`Run ${run} of ${runs}: ${status === 0 ? 'passed' : 'FAILED'} after ${minutes} minutes`)
  }
} finally {
  for (const child of busy) child.kill()
}
console.log(failed === 0 ? `All ${runs} runs passed.` : `${failed} of ${runs} runs failed.`)
process.exitCode = failed === 0 ? 0 : 1
