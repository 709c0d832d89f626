import type { ResourceLimits, Worker } from 'node:worker_threads'
import { MemoryError } from '../../core/errors/errors.ts'
import { FairQueue, type FairQueueLimits } from './fair-queue.ts'
import { callNotTaken, threadEnded, threadNotStarted, toMemoryError } from './failures.ts'
import type { Answer, Call, Method, ThreadPlan } from './messages.ts'
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
  /** Calls that were sent to the thread and have no answer yet. */
  readonly #inside = new Map<number, PendingCall>()
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

  /** Waits for the last answer, closes the store and ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #enqueue(userId: string, method: Method, input: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#queue.add(userId, { id: ++this.#lastId, userId, method, input, resolve, reject })
      this.#worker?.ref()
      this.#pump()
    })
  }

  async #close(): Promise<void> {
    while (!this.#queue.isEmpty) await new Promise<void>((resolve) => (this.#whenEmpty = resolve))
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
    for (let call = this.#queue.next(); call !== undefined; call = this.#queue.next()) this.#tell(call)
  }

  #tell(call: PendingCall): void {
    const { id, method, input } = call
    this.#inside.set(id, call)
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      this.#worker!.postMessage({ id, method, input } satisfies Call)
    } catch (error) {
      // A message that cannot be cloned is never sent, so no answer would come.
      this.#settle(id, () => call.reject(callNotTaken(error)))
    }
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
    worker.on('message', (answer: Answer) => {
      if (answer.id !== 'open') return this.#receive(answer.id, answer)
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

  #receive(id: number, answer: Answer): void {
    const call = this.#inside.get(id)
    if (call === undefined) return
    this.#settle(id, () => {
      if ('failure' in answer) call.reject(toMemoryError(answer.failure))
      else call.resolve(answer.value)
    })
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
