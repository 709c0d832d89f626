import { MemoryError } from '../../../core/errors/errors.ts'
import { hasExpired } from '../../../engine/rules/expiry.ts'
import { everyObservation, living, nothingKept, type Kept } from './kept.ts'
import { dropStaleVectors } from './vectors.ts'

/** All that is kept, by user id and by nothing else. */
export class KeptUsers {
  readonly #users = new Map<string, Kept>()
  #isClosed = false

  /** Errors: `closed`. */
  requireOpen(): void {
    if (this.#isClosed) throw new MemoryError('closed', 'the memory is closed')
  }

  /** Tells whether anything was written of a user. */
  has(userId: string): boolean {
    this.requireOpen()
    return this.#users.has(userId)
  }

  /** Returns the memory of a user; with a time, without what has expired by then. */
  read(userId: string, now: number | null = null): Kept {
    this.requireOpen()
    const kept = this.#users.get(userId) ?? nothingKept()
    return now === null ? kept : living(kept, now)
  }

  /** Keeps what `run` wrote to a copy, unless it throws: then everything stays as it was. */
  write<Result>(userId: string, now: number | null, run: (kept: Kept) => Result): Result {
    const kept = { ...this.read(userId, now) }
    const result = run(kept)
    dropStaleVectors(kept)
    this.#users.set(userId, kept)
    return result
  }

  /** Removes what has expired, and counts it. */
  sweep(userId: string, now: number): number {
    const left = this.read(userId, now)
    const expired = everyObservation(this.read(userId)).length - everyObservation(left).length
    if (expired > 0) this.write(userId, now, () => undefined)
    return expired
  }

  /** Lists the users with something that has expired. */
  toSweep(now: number): string[] {
    return [...this.#users]
      .filter(([, kept]) => everyObservation(kept).some((one) => hasExpired(one, now)))
      .map(([id]) => id)
  }

  /** Lists the users with an observation that has no vector of a space. */
  toEmbed(space: number): string[] {
    const lacks = ({ observations, vectors, space: own }: Kept): boolean =>
      observations.length > 0 && (own !== space || observations.some(({ id }) => !vectors.has(id)))
    return [...this.#users].filter(([, kept]) => lacks(kept)).map(([id]) => id)
  }

  delete(userId: string): void {
    this.requireOpen()
    this.#users.delete(userId)
  }

  close(): void {
    this.#isClosed = true
    this.#users.clear()
  }
}
