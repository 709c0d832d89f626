import { displayWidth, pad, truncate } from './display-width.ts'
import { columnsOf, style } from './style.ts'

/** One column: its heading, and whether it gives way where the terminal is narrow. */
export interface Column {
  readonly heading: string
  readonly gives?: boolean
}

const gap = 2
const narrowest = 8

/** Rows of cells as lines. Cells are plain already, and on one line. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ heading }, i) =>
    Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(row[i] ?? ''))),
  )
  narrow(columns, widths)
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => pad(truncate(cell, widths[i] ?? 0), widths[i] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd()
  return [style('quiet', line(columns.map(({ heading }) => heading))), ...rows.map(line)]
}

/** Takes from the widest of the columns that give, until all fit. */
function narrow(columns: readonly Column[], widths: number[]): void {
  const total = (): number => widths.reduce((sum, width) => sum + width + gap, -gap)
  for (let excess = total() - columnsOf(); excess > 0; excess = total() - columnsOf()) {
    const giving = widths.map((width, i) => (columns[i]?.gives === true && width > narrowest ? width : 0))
    const widest = giving.indexOf(Math.max(...giving))
    if ((giving[widest] ?? 0) === 0) return
    widths[widest] = Math.max(
      narrowest,
      (widths[widest] ?? 0) - excess,
      Math.floor((giving[widest] ?? 0) * 0.9),
    )
  }
}

/** Names and values, one below the other. */
export function pairs(entries: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...entries.map(([name]) => displayWidth(name)))
  return entries.map(([name, value]) => `${style('quiet', pad(name, width))}  ${value}`)
}
