import { MemoryError } from '../../core/errors/errors.ts'
import type { Deadline } from './deadline.ts'

/** Bytes of an answer in one piece: a hundred observations of the greatest length. */
export const largestAnswer: number = 2 ** 27
/** Bytes of a refusal. */
export const largestProblem: number = 2 ** 16
/** Characters of one line of an export. */
const longestLine = 2 ** 23

/**
 * The whole text of an answer.
 *
 * Errors: `storage` beyond `largest` bytes, and for what is not UTF-8. A connection that breaks throws as `fetch` does.
 */
export async function readText(response: Response, largest: number): Promise<string> {
  const decoder = strictDecoder()
  const texts: string[] = []
  let length = 0
  for await (const chunk of chunksOf(response)) {
    length += chunk.byteLength
    if (length > largest) throw new MemoryError('storage', 'the answer is too large')
    texts.push(decode(decoder, chunk))
  }
  texts.push(decode(decoder))
  return texts.join('')
}

/**
 * The lines of an export as they arrive; nothing is read ahead of who takes them. The server ends a complete export with
 * an empty line, so that one which was cut off is told from it however the connection ended.
 *
 * Errors: `storage` where the export is cut off or stays silent for too long.
 */
export async function* readExport(response: Response, deadline: Deadline): AsyncGenerator<string> {
  const decoder = strictDecoder()
  // In parts until its end is there: put together for each chunk, a long line would take quadratic time.
  let rest: string[] = []
  let length = 0
  let isComplete = false
  for await (const chunk of chunksOf(response, deadline)) {
    const [first = '', ...others] = decode(decoder, chunk).split('\n')
    rest.push(first)
    length += first.length
    if (length > longestLine) throw cutOff()
    if (others.length === 0) continue
    const last = others.pop() ?? ''
    const lines = [rest.join(''), ...others]
    rest = [last]
    length = last.length
    for (const line of lines) {
      if (isComplete) throw cutOff()
      if (line === '') isComplete = true
      else yield line
    }
  }
  if (!isComplete || length > 0) throw cutOff()
}

/**
 * Reads a body chunk by chunk; not every browser can iterate over one. A caller that stops early must end the deadline,
 * which closes the connection.
 */
async function* chunksOf(response: Response, deadline?: Deadline): AsyncGenerator<Uint8Array> {
  if (response.body === null) return
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  for (;;) {
    deadline?.start()
    const { done, value } = await reader.read()
    deadline?.pause()
    if (done) return
    yield value
  }
}

type Decoder = InstanceType<typeof TextDecoder>

function strictDecoder(): Decoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
}

function decode(decoder: Decoder, chunk?: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined })
  } catch {
    throw new MemoryError('storage', 'the answer is not UTF-8')
  }
}

function cutOff(): MemoryError {
  return new MemoryError('storage', 'the export was cut off and is not complete')
}
