import type { MemoryOfUsers, UserMemory } from '../../src/core/user-memory.ts'
import { seeded } from '../shared/zipf-texts.ts'
import type { Expected } from './expected.ts'
import { simulatedId } from './fill.ts'
import type { Latencies } from './latencies.ts'
import type { PlannedSession } from './population.ts'
import { exportedLines, readMark, simulatedText } from './texts.ts'

/** Shares of sessions that do more than save and search. */
const imports = 0.01
const ends = 0.3
const erasures = 0.005
/** Share of saves under a topic key, each user with a few keys. */
const topical = 0.1
const topicCount = 5
const importedObservations = 40

/** Parts that a session needs. */
export interface SessionParts {
  readonly memory: MemoryOfUsers
  readonly latencies: Latencies
  readonly expected: Expected
  readonly plan: PlannedSession
  readonly seed: number
}

/** One session of a user: a context, then saves and searches in random order; some import, end or erase. */
export class SimulatedSession {
  readonly #parts: SessionParts
  readonly #user: UserMemory
  readonly #random: () => number
  #foreign = 0

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#user = parts.memory.forUser(simulatedId(parts.plan.user))
    this.#random = seeded(parts.plan.seed)
  }

  /**
   * Makes the session's calls, one after the other. Returns how many results were another user's.
   *
   * @param now - simulated time, in milliseconds since 1970
   */
  async run(now: number): Promise<number> {
    const { latencies } = this.#parts
    const [saves, searches] = [2 + this.#below(4), 3 + this.#below(4)]
    if (this.#random() < imports) await this.#import(now)
    const context = await latencies.time('context', () => this.#user.context({ query: this.#question() }))
    this.#look(context?.items ?? [])
    for (let left = saves + searches, unsaved = saves; left > 0; left--) {
      if (this.#below(left) < unsaved) {
        unsaved--
        await this.#save()
      } else await this.#search()
    }
    if (this.#random() < ends)
      await latencies.time('end', () => this.#user.endSession('Talked about plans, people and tools.'))
    if (this.#random() < erasures) await this.#erase()
    return this.#foreign
  }

  async #import(now: number): Promise<void> {
    const { latencies, expected, plan, seed } = this.#parts
    const from = this.#take(importedObservations)
    const to = from + importedObservations
    const lines = exportedLines(seed, plan.user, { from, to, at: now - 1000 })
    if ((await latencies.time('import', () => this.#user.import(lines))) === null) return
    for (let number = from; number < to; number++) expected.saved(plan.user, number)
  }

  async #save(): Promise<void> {
    const { latencies, expected, plan, seed } = this.#parts
    const number = this.#take(1)
    const { question: _question, ...text } = simulatedText(seed, plan.user, number)
    const topicKey = this.#random() < topical ? `topic/${this.#below(topicCount)}` : undefined
    const saved = await latencies.time('save', () => this.#user.save({ ...text, topicKey }))
    if (saved !== null) expected.saved(plan.user, number, topicKey)
  }

  async #search(): Promise<void> {
    const found = await this.#parts.latencies.time('search', () => this.#user.search(this.#question()))
    this.#look(found ?? [])
  }

  async #erase(): Promise<void> {
    const { latencies, expected, plan } = this.#parts
    if ((await latencies.time('erase', () => this.#user.erase())) !== null) expected.erased(plan.user)
  }

  /** A question about something that the user has saved, mostly of late. */
  #question(): string {
    const { expected, plan, seed } = this.#parts
    const { next } = expected.of(plan.user)
    return simulatedText(seed, plan.user, Math.floor(next * this.#random() ** 0.5)).question
  }

  #look(results: readonly { readonly title: string }[]): void {
    for (const { title } of results) {
      const mark = readMark(title)
      if (mark !== null && mark.user !== this.#parts.plan.user) this.#foreign++
    }
  }

  #take(count: number): number {
    const user = this.#parts.expected.of(this.#parts.plan.user)
    const first = user.next
    user.next += count
    return first
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }
}
