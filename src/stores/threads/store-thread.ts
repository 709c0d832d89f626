import type { ResourceLimits, Worker } from 'node:worker_threads'
import { MemoryError } from '../../core/errors/errors.ts'
import { FairQueue, type FairQueueLimits } from './fair-queue.ts'
import { callNotTaken, threadEnded, threadNotStarted, toMemoryError } from './failures.ts'
import type { Answer, Call, Method, Opened, ThreadPlan } from './messages.ts'
import { threadProgram } from './program.ts'

interface PendingCall extends Call {
  readonly userId: string
  readonly resolve: (value: unknown) => void
  readonly reject: (error: MemoryError) => void
}

/**
 * One thread with a store in it, and the queue of its calls.
 *
 * A thread that ends by itself is started again for the next call. It keeps the process alive only while calls are
 * under way.
 */
export class StoreThread {
  readonly #plan: ThreadPlan
  readonly #resourceLimits: ResourceLimits
  readonly #queue: FairQueue<PendingCall>
  /** Calls that were let in and have no answer yet. */
  readonly #inside = new Map<number, PendingCall>()
  /** Calls that go to the thread in one message, at the end of this turn of the event loop. */
  #unsent: PendingCall[] = []
  #worker: Worker | null = null
  /** Resolves when the last thread with a store that did not open has ended. */
  #ended: Promise<unknown> | undefined
  #isReady = false
  #lastId = 0
  #closing: Promise<void> | null = null
  #whenEmpty: (() => void) | null = null

  constructor(plan: ThreadPlan, limits: FairQueueLimits, resourceLimits: ResourceLimits) {
    this.#plan = plan
    this.#resourceLimits = resourceLimits
    this.#queue = new FairQueue(limits)
  }

  /** Starts the thread. Errors: those of opening its store. */
  open(): Promise<void> {
    const opening = Promise.withResolvers<void>()
    this.#start(opening)
    return opening.promise
  }

  /** Calls a method. Errors: `closed`, `busy` where the user has too many calls under way, and those of the store. */
  async call(userId: string, method: Method, input: readonly unknown[]): Promise<unknown> {
    if (this.#closing !== null) throw new MemoryError('closed', 'the memory is closed')
    if (this.#queue.isFull(userId)) {
      throw new MemoryError('busy', 'too many calls of this user are under way: wait for some of them')
    }
    return this.#enqueue(userId, method, input)
  }

  /** Continues or cancels an export that an earlier call began: no limit and no closing refuses it. */
  follow(userId: string, method: Method, input: readonly unknown[]): Promise<unknown> {
    return this.#enqueue(userId, method, input)
  }

  /** Takes no more calls, waits for the last answer and for `before`, closes the store and ends the thread. */
  close(before?: Promise<unknown>): Promise<void> {
    this.#closing ??= this.#close(before)
    return this.#closing
  }

  #enqueue(userId: string, method: Method, input: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#queue.add(userId, { id: ++this.#lastId, userId, method, input, resolve, reject })
      this.#worker?.ref()
      this.#pump()
    })
  }

  async #close(before?: Promise<unknown>): Promise<void> {
    while (!this.#queue.isEmpty) await new Promise<void>((resolve) => (this.#whenEmpty = resolve))
    await before
    await this.#ended
    const worker = this.#worker
    if (worker === null) return
    try {
      // The empty id takes no user's turn: the queue is empty, and stays so.
      await this.#enqueue('', 'close', [])
    } catch (error) {
      // A thread that ended just now has released everything.
      if (this.#worker !== null) throw error
    } finally {
      this.#worker = null
      await worker.terminate()
    }
  }

  #pump(): void {
    if (this.#worker === null) this.#start()
    if (!this.#isReady) return
    for (let call = this.#queue.next(); call !== undefined; call = this.#queue.next()) {
      this.#inside.set(call.id, call)
      if (this.#unsent.push(call) === 1) setImmediate(() => this.#send())
    }
  }

  /** Sends the calls of this turn together: a message and its answer cost as much as a fast search. */
  #send(): void {
    const calls = this.#unsent
    this.#unsent = []
    // The thread may have ended meanwhile, and its calls with it.
    const known = calls.filter(({ id }) => this.#inside.has(id))
    try {
      this.#post(known)
    } catch {
      // One of them cannot be cloned, so none was sent.
      for (const call of known) this.#tell(call)
    }
  }

  #tell(call: PendingCall): void {
    try {
      this.#post([call])
    } catch (error) {
      // A message that cannot be cloned is never sent, so no answer would come.
      this.#settle(call.id, () => call.reject(callNotTaken(error)))
    }
  }

  #post(calls: readonly PendingCall[]): void {
    const messages = calls.map(({ id, method, input }): Call => ({ id, method, input }))
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    if (messages.length > 0) this.#worker!.postMessage(messages)
  }

  #start(opening?: PromiseWithResolvers<void>): void {
    this.#isReady = false
    try {
      this.#worker = this.#spawn(opening)
    } catch (error) {
      this.#giveUp(error instanceof MemoryError ? error : threadNotStarted(error), opening)
    }
  }

  #spawn(opening?: PromiseWithResolvers<void>): Worker {
    // A bundler that sees a `Worker` packs every file that may be its program; it does not look into this call.
    const { Worker: NodeWorker } = process.getBuiltinModule('node:worker_threads')
    const worker = new NodeWorker(threadProgram(), {
      workerData: this.#plan,
      resourceLimits: this.#resourceLimits,
      // A program given on the command line passes options on that refuse the thread's file.
      ...(process.execArgv.some((option) => option.startsWith('--input-type')) ? { execArgv: [] } : {}),
    })
    let cause: unknown
    worker.on('message', (answer: Opened | readonly Answer[]) => {
      if (Array.isArray(answer)) return this.#receive(answer as readonly Answer[])
      if ('failure' in answer) return this.#giveUp(toMemoryError(answer.failure), opening)
      this.#isReady = true
      opening?.resolve()
      this.#pump()
      this.#restIfIdle()
    })
    worker.on('error', (error: unknown) => {
      cause = error
    })
    // An answer that cannot be read would leave its call pending for ever.
    worker.on('messageerror', () => void worker.terminate())
    worker.on('exit', () => {
      if (this.#worker !== worker) return
      if (this.#isReady) this.#replace(threadEnded(cause))
      else this.#giveUp(threadNotStarted(cause), opening)
    })
    return worker
  }

  /** Rejects every waiting call with the error of opening the store. The next call tries again. */
  #giveUp(error: MemoryError, opening?: PromiseWithResolvers<void>): void {
    this.#ended = this.#worker?.terminate()
    this.#worker = null
    opening?.reject(error)
    for (let call = this.#queue.next(); call !== undefined; call = this.#queue.next()) {
      const { id, reject } = call
      this.#inside.set(id, call)
      this.#settle(id, () => reject(error))
    }
  }

  /** Rejects the calls inside a thread that ended; calls that still wait go to a new thread. */
  #replace(error: MemoryError): void {
    this.#worker = null
    this.#isReady = false
    for (const { id, reject } of this.#inside.values()) this.#settle(id, () => reject(error))
    if (!this.#queue.isEmpty) this.#pump()
  }

  #receive(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const call = this.#inside.get(answer.id)
      if (call === undefined) continue
      this.#settle(answer.id, () => {
        if ('failure' in answer) call.reject(toMemoryError(answer.failure))
        else call.resolve(answer.value)
      })
    }
    if (!this.#queue.isEmpty) this.#pump()
  }

  #settle(id: number, settle: () => void): void {
    const { userId } = this.#inside.get(id)!
    this.#inside.delete(id)
    this.#queue.done(userId)
    settle()
    this.#restIfIdle()
    if (this.#queue.isEmpty) this.#whenEmpty?.()
  }

  #restIfIdle(): void {
    if (this.#queue.isEmpty) this.#worker?.unref()
  }
}
