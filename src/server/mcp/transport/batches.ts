import { Transform, type TransformCallback } from 'node:stream'
import { parseJSONRPCMessage, type JSONRPCMessage } from '@modelcontextprotocol/server'
import { requireSmallJson } from '../../../core/input/input.ts'

type Id = string | number

/** The revisions of the protocol that have batches; later ones took them away. */
const revisionsWithBatches: readonly unknown[] = ['2024-11-05', '2025-03-26']
const mostMessages = 100
const mostBytes = 2 ** 21
const deepest = 34

const lineEnd = 0x0a
const jsonSpace: readonly (number | undefined)[] = [0x20, 0x09, 0x0a, 0x0d]
const openingBracket = 0x5b
const byteOrderMark = [0xef, 0xbb, 0xbf]

/** Writes one line of the protocol: a message, or the answers to a batch. */
type Write = (line: JSONRPCMessage | readonly object[]) => void

/**
 * Takes batches apart on their way in and puts their answers together on their way out, which the transport of the SDK
 * does not do. A batch is answered by one line, when its last request is answered. Where the agreed revision has no
 * batches, the answer is an error.
 */
export class Batches extends Transform {
  readonly #write: Write
  readonly #open = new Map<Id, Batch>()
  /** Until a revision is agreed on, a batch is taken: its messages are refused one by one where they must be. */
  #hasBatches = true
  /** The line at hand where it is a batch; null where it passes through. */
  #parts: Buffer[] | null = null
  #length = 0
  #isAtStart = true
  #isFirst = true

  constructor(write: Write) {
    super()
    this.#write = write
  }

  /** Takes an answer of the server. Returns whether it is part of a batch, and so not a line of its own. */
  takeAnswer(message: JSONRPCMessage): boolean {
    if ('method' in message || !('id' in message) || message.id === undefined) return false
    if ('result' in message && 'protocolVersion' in message.result)
      this.#hasBatches = revisionsWithBatches.includes(message.result['protocolVersion'])
    return this.settle(message.id, message)
  }

  /** Ends one request of a batch, with its answer or, where it was cancelled, without. */
  settle(id: Id, answer?: JSONRPCMessage): boolean {
    const batch = this.#open.get(id)
    if (batch === undefined) return false
    this.#open.delete(id)
    if (answer !== undefined) batch.answers.push(answer)
    batch.unanswered--
    this.#answer(batch)
    return true
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    let rest = this.#isFirst ? withoutMark(chunk) : chunk
    this.#isFirst = false
    while (rest.length > 0) {
      if (this.#isAtStart) {
        rest = withoutSpace(rest)
        if (rest.length === 0) break
        this.#isAtStart = false
        this.#parts = rest[0] === openingBracket ? [] : null
        this.#length = 0
      }
      const end = rest.indexOf(lineEnd)
      const piece = end === -1 ? rest : rest.subarray(0, end + 1)
      rest = rest.subarray(piece.length)
      if (this.#parts === null) this.push(piece)
      else this.#keep(piece)
      if (end !== -1) this.#endLine()
    }
    done()
  }

  override _flush(done: TransformCallback): void {
    this.#endLine()
    done()
  }

  #keep(piece: Buffer): void {
    this.#length += piece.length
    if (this.#length <= mostBytes) this.#parts?.push(piece)
  }

  #endLine(): void {
    const parts = this.#parts
    this.#parts = null
    this.#isAtStart = true
    if (parts !== null) this.#takeApart(this.#length > mostBytes ? null : Buffer.concat(parts).toString())
  }

  #takeApart(line: string | null): void {
    const messages = line === null ? null : messagesIn(line)
    if (messages === null)
      return this.#refuse(-32_700, 'the line is not a batch of at most 100 messages and 2 MiB')
    if (!this.#hasBatches) return this.#refuse(-32_600, 'the agreed revision of the protocol has no batches')
    if (messages.length === 0) return this.#refuse(-32_600, 'the batch is empty')
    const batch: Batch = { unanswered: 0, answers: [] }
    const taken: JSONRPCMessage[] = []
    for (const given of messages) {
      const message = parsed(given)
      const id = message !== null && 'method' in message && 'id' in message ? message.id : null
      // A second request under an id could not be told from the first.
      if (message === null || (id !== null && this.#open.has(id))) {
        batch.answers.push(failure(-32_600, 'the batch holds what is no message, or an id twice'))
        continue
      }
      if (id !== null) {
        this.#open.set(id, batch)
        batch.unanswered++
      }
      taken.push(message)
    }
    for (const message of taken) this.push(`${JSON.stringify(message)}\n`)
    this.#answer(batch)
  }

  #answer({ unanswered, answers }: Batch): void {
    if (unanswered === 0 && answers.length > 0) this.#write(answers)
  }

  #refuse(code: number, reason: string): void {
    this.#write(failure(code, reason) as unknown as JSONRPCMessage)
  }
}

interface Batch {
  unanswered: number
  readonly answers: object[]
}

function failure(code: number, reason: string): object {
  return { jsonrpc: '2.0', id: null, error: { code, message: `Invalid Request: ${reason}` } }
}

function messagesIn(line: string): readonly unknown[] | null {
  try {
    requireSmallJson(line, 'batch', deepest)
    const messages: unknown = JSON.parse(line)
    return Array.isArray(messages) && messages.length <= mostMessages ? messages : null
  } catch {
    return null
  }
}

/** The parser's own error quotes its input, so it is not passed on. */
function parsed(given: unknown): JSONRPCMessage | null {
  try {
    return parseJSONRPCMessage(given)
  } catch {
    return null
  }
}

function withoutMark(chunk: Buffer): Buffer {
  return byteOrderMark.every((byte, at) => chunk[at] === byte) ? chunk.subarray(byteOrderMark.length) : chunk
}

function withoutSpace(bytes: Buffer): Buffer {
  let start = 0
  while (jsonSpace.includes(bytes[start])) start++
  return bytes.subarray(start)
}
