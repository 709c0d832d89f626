import { MemoryError, type ErrorCode } from '../../core/errors/errors.ts'
import type { CopyMemoryProgress, CopyMemoryReport, RefusedUser } from './copy-options.ts'
import { copyOneUser, hasMemory, type CopiedOne, type CopyPlan, type UserOutcome } from './user-copy.ts'
import { stampOf } from './user-export.ts'

/** Passes over the users that changed meanwhile. A user who saves without a pause never settles. */
const mostPasses = 5
const mostRefusals = 1_000

/** Codes of failures that concern one user. All others end the copy. */
const ofOneUser: ReadonlySet<ErrorCode> = new Set([
  'invalid_input',
  'conflict',
  'quota_exceeded',
  'paused',
  'corrupt',
  'not_found',
])

/** Passes of one copy over its users. */
export class CopyPasses {
  readonly #plan: CopyPlan
  readonly #concurrency: number
  readonly #onProgress: (progress: CopyMemoryProgress) => void
  readonly #stamps = new Map<string, string>()
  readonly #outcomes = new Map<string, UserOutcome>()
  readonly #refusals = new Map<string, RefusedUser>()
  readonly #added = { observations: 0, sessions: 0, threadItems: 0 }

  constructor(
    plan: CopyPlan,
    concurrency: number,
    onProgress: (progress: CopyMemoryProgress) => void = () => undefined,
  ) {
    this.#plan = plan
    this.#concurrency = concurrency
    this.#onProgress = onProgress
  }

  async run(listed: ReadonlySet<string>): Promise<CopyMemoryReport> {
    // Users that a copy wrote and that are listed no more have been erased, or were not asked for.
    const others = [...this.#plan.record.users].filter((userId) => !listed.has(userId))
    await this.#pass(1, [...listed], (userId) => copyOneUser(this.#plan, userId))
    await this.#pass(1, others, (userId) => this.#eraseIfGone(userId))
    let changed: readonly string[] = []
    for (let pass = 2; ; pass++) {
      changed = this.#plan.isDry ? [] : await this.#changed()
      if (changed.length === 0 || pass > mostPasses) return this.#report(changed.length)
      await this.#pass(pass, changed, (userId) => copyOneUser(this.#plan, userId))
    }
  }

  async #pass(
    pass: number,
    userIds: readonly string[],
    work: (userId: string) => Promise<CopiedOne | null>,
  ): Promise<void> {
    let users = 0
    await this.#each(userIds, async (userId) => {
      try {
        this.#keep(userId, await work(userId))
      } catch (error) {
        this.#refuse(userId, error)
      }
      this.#onProgress({ users: ++users, total: userIds.length, pass })
    })
  }

  /** Runs work for several users at a time, and ends with the first failure once those under way have ended. */
  async #each(userIds: readonly string[], work: (userId: string) => Promise<void>): Promise<void> {
    const waiting = userIds.values()
    let isFailed = false
    const worker = async (): Promise<void> => {
      try {
        for (const userId of waiting) {
          if (isFailed) return
          await work(userId)
        }
      } catch (error) {
        isFailed = true
        throw error
      }
    }
    const outcomes = await Promise.allSettled(Array.from({ length: this.#concurrency }, worker))
    const failure = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failure !== undefined) throw failure.reason
  }

  async #eraseIfGone(userId: string): Promise<CopiedOne | null> {
    const { from } = this.#plan
    return (await hasMemory(from, userId)) ? null : copyOneUser(this.#plan, userId)
  }

  #keep(userId: string, copied: CopiedOne | null): void {
    if (copied === null) return
    this.#refusals.delete(userId)
    this.#stamps.set(userId, copied.stamp)
    // A user copied anew in a later pass is one user.
    if (this.#outcomes.get(userId) !== 'copied' || copied.outcome !== 'unchanged')
      this.#outcomes.set(userId, copied.outcome)
    for (const kind of ['observations', 'sessions', 'threadItems'] as const)
      this.#added[kind] += copied.counts[kind]
  }

  #refuse(userId: string, error: unknown): void {
    if (!(error instanceof MemoryError) || !ofOneUser.has(error.code)) throw error
    const { code, reason, field = null, line = null } = error.toJSON()
    this.#outcomes.delete(userId)
    this.#stamps.delete(userId)
    this.#refusals.set(userId, { userId, code, reason, field, line })
  }

  /** Users that have other counts or times than before they were read. */
  async #changed(): Promise<readonly string[]> {
    const changed: string[] = []
    await this.#each([...this.#stamps.keys()], async (userId) => {
      if ((await stampOf(this.#plan.from.forUser(userId))) !== this.#stamps.get(userId)) changed.push(userId)
    })
    return changed
  }

  #report(unsettled: number): CopyMemoryReport {
    const outcomes = [...this.#outcomes.values()]
    const many = (outcome: UserOutcome): number => outcomes.filter((other) => other === outcome).length
    const refused = this.#refusals.size
    return {
      users: many('copied') + many('unchanged') + refused,
      copied: many('copied'),
      unchanged: many('unchanged'),
      erased: many('erased'),
      ...this.#added,
      unsettled,
      refused,
      refusals: [...this.#refusals.values()].slice(0, mostRefusals),
      isComplete: unsettled === 0 && refused === 0,
    }
  }
}
