import { styleText } from 'node:util'

type Look = 'title' | 'quiet' | 'match' | 'good' | 'bad'

const looks = {
  title: 'bold',
  quiet: 'dim',
  match: 'yellow',
  good: 'green',
  bad: 'red',
} as const

/** Colours a text where the stream is a terminal; `NO_COLOR` and `FORCE_COLOR` decide otherwise. */
export function style(look: Look, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return text === '' ? '' : styleText(looks[look], text, { stream })
}

/** Columns to write in: the terminal's, or those of a page where there is none. */
export function columnsOf(stream: NodeJS.WriteStream = process.stdout): number {
  return stream.isTTY && stream.columns > 0 ? Math.max(stream.columns, 30) : 100
}
