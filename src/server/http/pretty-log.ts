import { styleText } from 'node:util'

/** Colours of pino's levels, by their numbers. */
const levels: Readonly<Record<number, readonly [name: string, colour: 'green' | 'yellow' | 'red' | 'dim']>> =
  {
    20: ['debug', 'dim'],
    30: ['info', 'green'],
    40: ['warn', 'yellow'],
    50: ['error', 'red'],
  }

/** Fields of a line that have a column; any other field stands behind them. */
interface Line {
  readonly level: number
  readonly time: string
  readonly msg?: string
  readonly operation?: string | null
  readonly tools?: readonly string[]
  readonly status?: number
  readonly durationMs?: number
  readonly [name: string]: unknown
}

/** A stream that takes text. */
interface TextStream {
  write(text: string): unknown
}

/**
 * Shows lines of a log to a person: time, level, operation, status and duration in columns, then all other fields. It takes
 * whole lines of JSON, as pino writes them.
 */
export function prettyLog(stream: TextStream & Partial<NodeJS.WriteStream>): TextStream {
  return { write: (line: string) => stream.write(`${prettyLine(line, stream)}\n`) }
}

function prettyLine(line: string, stream: TextStream & Partial<NodeJS.WriteStream>): string {
  const { level, time, msg = '', operation, tools, status, durationMs, ...others } = JSON.parse(line) as Line
  const [name, colour] = levels[level] ?? ['info', 'green']
  const called = tools === undefined ? operation : `${operation} ${tools.join(' ')}`
  const cells = [
    time.slice(11, 23),
    name.toUpperCase().padEnd(5),
    ...[called, status, durationMs === undefined ? undefined : `${durationMs} ms`]
      .filter((cell) => cell !== undefined && cell !== null)
      .map(String),
    msg,
    ...Object.entries(others).map(([key, value]) => `${key}=${shown(value)}`),
  ]
  const text = cells.join('  ')
  return stream.isTTY === true
    ? text.replace(cells[1]!, () => styleText(colour, cells[1]!, { stream: stream as NodeJS.WriteStream }))
    : text
}

function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w.:-]+$/.test(value) ? value : JSON.stringify(value)
}
