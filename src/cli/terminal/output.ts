import { once } from 'node:events'
import { plainJson } from './escape-controls.ts'

/** Writes to standard output, and waits where its reader is slow. */
export async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

/** Writes lines for a person. */
export async function writeLines(lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await write(`${lines.join('\n')}\n`)
}

/** Writes one JSON document on a line of its own. */
export async function writeJson(value: unknown): Promise<void> {
  await write(`${plainJson(JSON.stringify(value))}\n`)
}

/**
 * A reader that has enough, such as `head`, ends the process without a word.
 *
 * @param onFailure - gets every other failure to write
 */
export function endQuietlyWithReader(onFailure: (error: Error) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit()
      onFailure(error)
    })
  }
}

/** Resolves when what was written has left the process. */
export async function writtenOut(): Promise<void> {
  const streams = [process.stdout, process.stderr]
  await Promise.all(streams.map((stream) => new Promise((resolve) => stream.write('', resolve))))
}
