/** Ends an attempt when its time is over, or when one of the caller's signals aborts. */
export class Deadline {
  readonly #controller = new AbortController()
  readonly #signals: readonly AbortSignal[]
  readonly #timeoutMs: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(signals: readonly AbortSignal[], timeoutMs: number) {
    this.#signals = signals
    this.#timeoutMs = timeoutMs
    for (const signal of signals) {
      // One that has aborted says nothing any more.
      if (signal.aborted) this.#controller.abort()
      else signal.addEventListener('abort', this.#abort)
    }
    this.start()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** True when the time ran out; false when a signal of the caller aborted. */
  get isOver(): boolean {
    return this.#isOver
  }

  /** Gives the whole time again. */
  start(): void {
    this.pause()
    if (this.#timeoutMs === 0) return
    this.#timer = setTimeout(() => {
      this.#isOver = true
      this.#controller.abort()
    }, this.#timeoutMs)
  }

  /** Lets the time stand still while nothing is waited for. */
  pause(): void {
    clearTimeout(this.#timer)
  }

  /** Must be called at the end: a signal may live much longer than what it could have ended. */
  release(): void {
    this.pause()
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#abort)
  }

  /** Stops the attempt if it is still in progress. */
  end(): void {
    this.release()
    this.#controller.abort()
  }

  readonly #abort = (): void => {
    this.#controller.abort()
  }
}

/** Throws the reason of the first of these signals that has aborted. */
export function throwIfAborted(signals: readonly AbortSignal[]): void {
  for (const signal of signals) signal.throwIfAborted()
}

/** Waits, unless one of the signals aborts. */
export async function pause(milliseconds: number, signals: readonly AbortSignal[]): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  try {
    await untilAborted(passed, signals)
  } finally {
    clearTimeout(timer)
  }
}

/** Waits for `promise`; throws the reason of the first signal that aborts before. */
export async function untilAborted<Value>(
  promise: Promise<Value>,
  signals: readonly AbortSignal[],
): Promise<Value> {
  throwIfAborted(signals)
  const { promise: aborted, resolve: stop } = Promise.withResolvers<unknown>()
  for (const signal of signals) signal.addEventListener('abort', stop)
  try {
    await Promise.race([promise, aborted])
    throwIfAborted(signals)
    return await promise
  } finally {
    for (const signal of signals) signal.removeEventListener('abort', stop)
  }
}
