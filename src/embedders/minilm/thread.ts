import { Worker } from 'node:worker_threads'
import { MemoryError } from '../../core/errors/errors.ts'
import type { MinilmPackages } from './packages.ts'
import { minilmProgram, type EmbeddedText, type TextToEmbed } from './program.ts'

interface Job {
  readonly text: string
  readonly signal: AbortSignal
  readonly resolve: (vector: Float32Array) => void
  readonly reject: (error: unknown) => void
}

/**
 * The thread of the model. It gets one text at a time, so that a query waits for one text at most and not for a batch. It
 * starts with the first text, starts again after a crash, and keeps the process alive only while texts wait.
 */
export class MinilmThread {
  readonly #packages: MinilmPackages
  readonly #queries: Job[] = []
  readonly #documents: Job[] = []
  #worker: Worker | null = null
  #current: Job | null = null
  #isClosed = false
  #lastId = 0

  constructor(packages: MinilmPackages) {
    this.#packages = packages
  }

  /** Computes the vector of one text. Errors: `closed`, `storage` where the model failed, the signal's reason. */
  embed(text: string, isQuery: boolean, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted()
    if (this.#isClosed) throw new MemoryError('closed', 'the model was closed')
    const { promise, resolve, reject } = Promise.withResolvers<Float32Array>()
    const jobs = isQuery ? this.#queries : this.#documents
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    jobs.push({ text, signal, resolve, reject })
    this.#next()
    return promise.finally(() => signal.removeEventListener('abort', abort))
  }

  /** Ends the thread; texts that wait fail with `closed`. */
  async close(): Promise<void> {
    this.#isClosed = true
    const worker = this.#worker
    this.#fail(new MemoryError('closed', 'the model was closed'), true)
    await worker?.terminate()
  }

  #next(): void {
    if (this.#current !== null) return
    let job = this.#queries.shift() ?? this.#documents.shift()
    while (job?.signal.aborted === true) job = this.#queries.shift() ?? this.#documents.shift()
    if (job === undefined) return this.#worker?.unref()
    this.#current = job
    this.#worker ??= this.#start()
    this.#worker.ref()
    const message: TextToEmbed = { id: ++this.#lastId, text: job.text }
    this.#worker.postMessage(message, [])
  }

  #start(): Worker {
    const worker = new Worker(minilmProgram, { eval: true, workerData: this.#packages, name: 'ilab-minilm' })
    const end = (cause: unknown): void => {
      if (this.#worker === worker)
        this.#fail(new MemoryError('storage', "the model's thread ended", { cause }), false)
    }
    worker.on('message', (answer: EmbeddedText) => this.#settle(answer))
    worker.on('error', end)
    worker.on('exit', () => end(undefined))
    return worker
  }

  #settle({ id, vector, error }: EmbeddedText): void {
    const job = this.#current
    if (job === null || id !== this.#lastId) return
    this.#current = null
    if (vector === undefined) job.reject(new MemoryError('storage', 'the model failed', { cause: error }))
    else job.resolve(vector)
    this.#next()
  }

  /** Gives up the thread, and the text that it had; after a crash the others go to the next thread. */
  #fail(error: MemoryError, all: boolean): void {
    this.#worker = null
    this.#current?.reject(error)
    this.#current = null
    if (!all) return this.#next()
    for (const { reject } of [...this.#queries.splice(0), ...this.#documents.splice(0)]) reject(error)
  }
}
