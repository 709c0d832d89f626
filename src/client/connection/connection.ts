import { MemoryError } from '../../core/errors/errors.ts'
import type { OperationName } from '../../wire/operations.ts'
import { absenceOf, boundUserOf, resultOf } from './answer.ts'
import { largestAnswer, readExport, readText } from './body.ts'
import { callOf, callOfMe, operationNamed, type Call, type InputOf, type OutputOf } from './call.ts'
import { throwIfAborted, type Deadline } from './deadline.ts'
import type { ConnectSettings } from './options.ts'
import { send, type Outcome, type Sending, type Waiting } from './send.ts'
import { WriteOrder } from './write-order.ts'

/** State that all handles on one server share: settings, the order of writes, and the calls in progress. */
export class Connection {
  readonly #settings: ConnectSettings
  readonly #waiting: Waiting
  readonly #order = new WriteOrder()
  readonly #underWay = new Set<Promise<unknown>>()
  readonly #closing = new AbortController()

  constructor(settings: ConnectSettings, waiting: Waiting) {
    this.#settings = settings
    this.#waiting = waiting
  }

  /** One operation, from its input to its result. */
  perform<Name extends OperationName>(
    name: Name,
    input: InputOf<Name>,
    { userId, signals }: Sending,
    idempotencyKey?: string,
  ): Promise<OutputOf<Name>> {
    return this.#tracked(async () => {
      const call = callOf(name, input, idempotencyKey)
      const sending = { userId, signals: [...this.#settings.signals, ...signals] }
      const perform = () => this.#perform(name, call, sending)
      return operationNamed(name).effect === 'reads'
        ? perform()
        : this.#order.run(userId ?? '', sending.signals, perform)
    })
  }

  /** The user that the credential is bound to. Errors: `invalid_input` where it is bound to none. */
  boundUser(): Promise<string> {
    return this.#tracked(async () => {
      const sending = { userId: null, signals: this.#settings.signals }
      const outcome = await this.#send(callOfMe, sending, boundUserOf)
      if ('absent' in outcome) throw outcome.absent
      return outcome.answer
    })
  }

  /** The lines of an export, sent for when the first one is asked for. */
  async *export({ userId, signals }: Sending): AsyncGenerator<string> {
    this.#requireOpen()
    const sending = { userId, signals: [...this.#settings.signals, ...signals, this.#closing.signal] }
    const call = callOf('mem_export', {})
    const outcome = await send(call, sending, keepOpen, this.#settings, this.#waiting)
    if ('absent' in outcome) throw outcome.absent
    const { response, deadline } = outcome.answer
    try {
      yield* readExport(response, deadline)
    } catch (error) {
      throwIfAborted(sending.signals)
      if (error instanceof MemoryError) throw error
      throw new MemoryError('storage', 'the export was cut off and is not complete', {
        cause: error,
      })
    } finally {
      deadline.end()
    }
  }

  newIdempotencyKey(): string | undefined {
    if (!this.#settings.idempotencyKeys) return undefined
    // `randomUUID` is missing on pages without TLS.
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  /** Refuses new calls, ends exports, and waits for what is under way. */
  async close(): Promise<void> {
    this.#closing.abort(closed())
    await Promise.allSettled(this.#underWay)
  }

  async #perform<Name extends OperationName>(
    name: Name,
    call: Call,
    sending: Sending,
  ): Promise<OutputOf<Name>> {
    const outcome = await this.#send(call, sending, (text) => resultOf(name, text))
    if ('answer' in outcome) return outcome.answer
    const absence = absenceOf(name)
    if (absence === undefined) throw outcome.absent
    return absence
  }

  #send<Answer>(call: Call, sending: Sending, toAnswer: (text: string) => Answer): Promise<Outcome<Answer>> {
    const read = async (response: Response, deadline: Deadline): Promise<Answer> => {
      const text = await readText(response, largestAnswer)
      deadline.release()
      return toAnswer(text)
    }
    return send(call, sending, read, this.#settings, this.#waiting)
  }

  async #tracked<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#requireOpen()
    const running = run()
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }

  #requireOpen(): void {
    if (this.#closing.signal.aborted) throw closed()
  }
}

function closed(): MemoryError {
  return new MemoryError('closed', 'the memory is closed')
}

/** Leaves the reading to who takes the lines. */
async function keepOpen(
  response: Response,
  deadline: Deadline,
): Promise<{ readonly response: Response; readonly deadline: Deadline }> {
  return { response, deadline }
}
