import type { Readable, Writable } from 'node:stream'
import type { JSONRPCMessage } from '@modelcontextprotocol/server'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { given } from '../../../core/input/given.ts'
import type { MemoryOfUsers } from '../../../core/user-memory.ts'
import { Batches } from './batches.ts'
import { localAccess, serverFor, type McpServerOptions } from '../server/server.ts'

export interface McpStdioOptions extends McpServerOptions {
  /** Closed when the client has gone. */
  readonly memory: MemoryOfUsers & { close(): Promise<void> }
  /** Ends the server without waiting for the client. */
  readonly signal?: AbortSignal | undefined
  /** @default process.stdin */
  readonly input?: Readable | undefined
  /** Carries the protocol and nothing else. @default process.stdout */
  readonly output?: Writable | undefined
}

/**
 * Serves one client over standard input and output, until the input ends or `signal` aborts. What was asked before the
 * input ended is still answered; then the memory is closed.
 *
 * Errors: `invalid_input` for a user's id or a tool's name; what closing the memory throws.
 */
export async function serveMcpStdio(options: McpStdioOptions): Promise<void> {
  const { memory } = options
  const { userId, signal, input = process.stdin, output = process.stdout, ...others } = given(options)
  try {
    const access = localAccess(userId)
    // Names are checked now, and not when the first client has connected.
    const newServer = (): ReturnType<typeof serverFor> => serverFor({ ...others, memory }, access)
    await newServer().close()
    await serveUntilEnd(newServer, new AnsweringTransport(input, output), signal, others.log)
  } finally {
    await memory.close()
  }
}

async function serveUntilEnd(
  newServer: Parameters<typeof serveStdio>[0],
  transport: AnsweringTransport,
  signal: AbortSignal | undefined,
  log: ((line: string) => void) | undefined,
): Promise<void> {
  const connection = serveStdio(newServer, {
    transport,
    maxSubscriptions: 0,
    onerror: () => log?.('a message was not understood, or an answer could not be written'),
  })
  const stop = (): void => void connection.close()
  signal?.addEventListener('abort', stop, { once: true })
  if (signal?.aborted === true) stop()
  await transport.closed
  signal?.removeEventListener('abort', stop)
}

/** Standard input and output, where the end of the input is told only when all that was asked has been answered. */
class AnsweringTransport extends StdioServerTransport {
  /** Resolves when nothing more is read or written. */
  readonly closed: Promise<void>
  readonly #input: Readable
  readonly #gate: Batches
  readonly #unanswered = new Set<string | number>()
  #hasEnded = false
  #tellClosed: () => void = () => undefined

  constructor(input: Readable, output: Writable) {
    const gate = new Batches((line) => output.write(`${JSON.stringify(line)}\n`))
    super(gate, output)
    this.#input = input
    this.#gate = gate
    this.closed = new Promise((resolve) => (this.#tellClosed = resolve))
    const end = (): void => {
      this.#hasEnded = true
      // What came last is still on its way through the gate.
      setImmediate(() => this.#endIfAnswered())
    }
    input.once('end', end).once('close', end).once('error', end)
    input.pipe(gate, { end: false })
  }

  override async start(): Promise<void> {
    await super.start()
    const deliver = this.onmessage
    const onmessage = (message: JSONRPCMessage): void => {
      this.#take(message)
      deliver?.(message)
    }
    Object.assign(this, { onmessage })
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    if (!this.#gate.takeAnswer(message)) await super.send(message)
    if ('id' in message && !('method' in message) && message.id !== undefined) this.#settle(message.id)
  }

  override async close(): Promise<void> {
    await super.close()
    // While the input flows, the process would not end.
    this.#input.unpipe(this.#gate).pause()
    this.#tellClosed()
  }

  #take(message: JSONRPCMessage): void {
    if (!('method' in message)) return
    if ('id' in message) this.#unanswered.add(message.id)
    else if (message.method === 'notifications/cancelled') {
      const cancelled = message.params?.['requestId']
      if (typeof cancelled !== 'string' && typeof cancelled !== 'number') return
      this.#gate.settle(cancelled)
      this.#settle(cancelled)
    }
  }

  #settle(id: string | number): void {
    this.#unanswered.delete(id)
    this.#endIfAnswered()
  }

  #endIfAnswered(): void {
    if (this.#hasEnded && this.#unanswered.size === 0) this.#gate.end()
  }
}
