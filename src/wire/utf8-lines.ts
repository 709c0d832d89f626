import { invalidInput } from '../core/errors/errors.ts'

/**
 * The lines of a text that comes as bytes. Only `\n` ends one: others, such as U+2028, stand unescaped in what users write.
 *
 * Errors: `invalid_input` where it is not UTF-8, which is refused rather than changed.
 *
 * @param name - of the source, for the message
 */
export async function* utf8Lines(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      return invalidInput(`${name}: must be UTF-8`)
    }
  }
  /** The line that goes on, in pieces: a long one is not searched again with each of them. */
  let parts: string[] = []
  for await (const chunk of chunks) {
    const lines = decode(chunk).split('\n')
    parts.push(lines.shift() ?? '')
    const last = lines.pop()
    if (last === undefined) continue
    yield parts.join('')
    yield* lines
    parts = [last]
  }
  const rest = [...parts, decode()].join('')
  if (rest !== '') yield rest
}
