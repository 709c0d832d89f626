import { milliseconds } from '../shared/report.ts'
import { callNames } from './latencies.ts'
import type { Simulation } from './simulate.ts'

const whole = (value: number): string => Math.round(value).toLocaleString('en')
const time = (value: number): string => (value < 100 ? milliseconds(value) : `${whole(value)} ms`)
const mebibytes = (bytes: number): string => `${whole(bytes / 2 ** 20)} MiB`

/** Lists what must not happen, and did. */
export function failuresOf({ errors, check, day }: Simulation): string[] {
  const failed = Object.entries(errors).map(([code, count]) => `${count} × ${code}`)
  const counts = { 'acknowledged writes lost': check.lost, "another user's results": check.foreign }
  for (const [what, count] of Object.entries({ ...counts, 'remains of erased users': check.remains }))
    if (count > 0) failed.push(`${count} ${what}`)
  if (day.leftOut > 0) failed.push(`${day.leftOut} sessions left out: the machine is too slow for --pace`)
  return failed
}

/** A table of the calls, and the other figures below it. */
export function tableOf(
  result: Simulation,
  machine: { readonly node: string; readonly cores: number; readonly cpu: string },
): string {
  const { options, observations, day, bytes, resident, check, load, fillSeconds } = result
  const rows = callNames.map((name) => {
    const { calls, p50, p95, p99, most } = result.calls[name]
    return [name, whole(calls), ...[p50, p95, p99, most].map(time)]
  })
  const cells = [['', 'calls', 'p50', 'p95', 'p99', 'longest'], ...rows]
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  const failures = failuresOf(result)
  return [
    `${options.store}: ${whole(options.users)} users, ${whole(observations)} observations, a day in ${options.minutes} min`,
    ...cells.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    ),
    `${whole(day.sessions)} sessions of ${whole(day.activeUsers)} users in ${whole(day.seconds)} s; the latest began ` +
      `${whole(day.lag)} ms behind the plan`,
    `disk: ${mebibytes(bytes.filled)} before the day, ${mebibytes(bytes.after)} after it; ` +
      `${whole(bytes.filled / options.users)} bytes a user, ${whole(bytes.filled / observations)} an observation`,
    `memory: ${mebibytes(resident.opened)} opened, ${mebibytes(resident.most)} at most; filled in ${whole(fillSeconds)} s`,
    `${check.users} users compared, ${whole(check.observations)} observations: ` +
      (failures.length === 0 ? 'no error, nothing lost, nothing foreign, no remains' : failures.join(', ')),
    `Node ${machine.node}, ${machine.cores} cores, ${machine.cpu}, load ${load.before.toFixed(1)} to ${load.after.toFixed(1)}`,
  ].join('\n')
}
