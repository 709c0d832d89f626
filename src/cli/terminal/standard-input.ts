import { createInterface } from 'node:readline/promises'
import { invalidInput } from '../../core/errors/errors.ts'
import { utf8Lines } from '../../wire/utf8-lines.ts'

/** Longer than any text that a memory takes. */
const longest = 16 * 1024 * 1024

/** Tells piped or redirected input from a person at a keyboard. */
export function isPiped(): boolean {
  return !process.stdin.isTTY
}

/**
 * The whole of standard input as one text, without the line end that `echo` adds.
 *
 * Errors: `invalid_input` where it is not UTF-8 or too long.
 */
export async function readText(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > longest) invalidInput('standard input: must be at most 16 MiB long')
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)).replace(/\r?\n$/, '')
  } catch {
    return invalidInput('standard input: must be UTF-8')
  }
}

/** Lines of standard input as they come. Errors: `invalid_input` where it is not UTF-8. */
export function readLinesOfInput(): AsyncGenerator<string> {
  return utf8Lines(process.stdin, 'standard input')
}

/** Asks the person at the terminal. Returns an empty text when the input ends without an answer. */
export async function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr })
  // A closed input, Ctrl+D, answers nothing, and would leave the question waiting for ever.
  const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')))
  // In raw mode the terminal delivers Ctrl+C to this process as input.
  prompt.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return (await Promise.race([prompt.question(question), closed])).trim()
  } finally {
    prompt.close()
  }
}
