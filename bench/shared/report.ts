import { availableParallelism, cpus } from 'node:os'

/** One line of what a workload must show. */
export interface Row {
  readonly what: string
  /** The two figures that the ratio is taken of, as a person reads them. */
  readonly measured: string
  readonly ratio: number
  readonly target: { readonly atLeast: number } | { readonly atMost: number }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** `0.142 ms` */
export const milliseconds = (value: number): string => `${value.toPrecision(3)} ms`

/** `12,300/s` */
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`

const holds = ({ ratio, target }: Row): boolean =>
  'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost

const targetText = (target: Row['target']): string =>
  'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`

/** Prints the rows as a table or as JSON; the process fails if one does not hold. */
export const report = (
  name: string,
  rows: readonly Row[],
  notes: readonly string[],
  asJson: boolean,
): void => {
  const sqlite = process.versions['sqlite'] ?? ''
  const machine = {
    node: process.version,
    sqlite,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? '',
  }
  if (rows.some((row) => !holds(row))) process.exitCode = 1
  if (asJson) {
    console.log(
      JSON.stringify({ name, machine, rows: rows.map((row) => ({ ...row, holds: holds(row) })), notes }),
    )
    return
  }
  const cells = rows.map((row) => [
    row.what,
    row.measured,
    row.ratio.toPrecision(3),
    targetText(row.target),
    holds(row) ? 'holds' : 'MISSED',
  ])
  const table = [['', 'measured', 'ratio', 'target', ''], ...cells]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)))
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
  for (const note of notes) console.log(note)
  console.log(`Node ${machine.node}, SQLite ${sqlite}, ${machine.cores} cores, ${machine.cpu}`)
}
