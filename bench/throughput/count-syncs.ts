import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./save-alone.ts', import.meta.url))
const tracer = 'strace'
const [few, many] = [20, 220]

const syncsOf = (path: string, saves: number): number | null => {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true })
  const trace = `${path}.trace`
  const traced = [
    '-f',
    '-e',
    'trace=fsync,fdatasync',
    '-o',
    trace,
    process.execPath,
    script,
    path,
    String(saves),
  ]
  const { status } = spawnSync(tracer, traced, { stdio: ['ignore', 'ignore', 'inherit'] })
  return status === 0 ? (readFileSync(trace, 'utf8').match(/f(data)?sync\(.*\) += 0/g)?.length ?? 0) : null
}

/**
 * Syncs of saves that were alone in flight: counted by strace, as the
 * difference of two runs, so that opening and closing the file do not count.
 */
export const countSyncs = (path: string): { syncs: number; saves: number } | { skipped: string } => {
  if (spawnSync(tracer, ['-V']).status !== 0) return { skipped: 'there is no strace' }
  const counts = [syncsOf(path, few), syncsOf(path, many)]
  for (const end of ['', '-wal', '-shm', '.trace']) rmSync(path + end, { force: true })
  if (counts[0] == null || counts[1] == null) return { skipped: 'strace may not trace here' }
  return { syncs: counts[1] - counts[0], saves: many - few }
}
