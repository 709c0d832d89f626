/** Calls of a session, each kind timed apart. */
export const callNames = ['context', 'search', 'save', 'end', 'import', 'erase'] as const
export type CallName = (typeof callNames)[number]

/** Times of one kind of call in milliseconds. */
export interface CallTimes {
  readonly calls: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly most: number
}

/** Times calls and counts their errors. */
export class Latencies {
  /** Errors by code, or by name where an error has no code. */
  readonly errors: Record<string, number> = {}
  readonly #times = new Map<CallName, number[]>(callNames.map((name) => [name, []]))

  /** Runs one call. Returns null where it fails, and counts that. */
  async time<Result>(name: CallName, call: () => Promise<Result>): Promise<Result | null> {
    const start = performance.now()
    try {
      const result = await call()
      this.#times.get(name)?.push(performance.now() - start)
      return result
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      this.errors[code] = (this.errors[code] ?? 0) + 1
      return null
    }
  }

  get calls(): number {
    return [...this.#times.values()].reduce((sum, { length }) => sum + length, 0)
  }

  get errorCount(): number {
    return Object.values(this.errors).reduce((sum, count) => sum + count, 0)
  }

  of(name: CallName): CallTimes {
    const sorted = Float64Array.from(this.#times.get(name) ?? []).toSorted()
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return { calls: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: sorted.at(-1) ?? 0 }
  }
}
