import { createAnalyzer } from '../../../src/search/text/analyze.ts'
import type { ILabMemory } from '../../../src/index.ts'
import { markOf, marksIn } from './marks.ts'

/** Texts that must have left no trace. */
export interface Erased {
  /** Marks of words that occurred once only; an index that compresses words still holds the mark at their end. */
  readonly marks: ReadonlySet<string>
  /** Other words, as they were written and as the index held them. */
  readonly words: readonly string[]
}

interface Kept {
  /** Every text that the observation has had. */
  readonly texts: string[]
}

const shortestWord = 4
const common = 'memory project meeting garden window letters journey between another practice'.split(' ')
const accented = ['größe', 'façade', 'señora', 'Ελλάδα', 'проект']
const unspaced = '記憶の中には何が残るのか誰も知らない'
const analyzer = createAnalyzer('english')

/** A random life of several users in one memory, which knows at every moment what words are gone for good. */
export class History {
  readonly #next: () => number
  readonly #users = ['alice', 'bob', 'carol', 'dave', 'erin']
  readonly #kept = new Map<string, Map<number, Kept>>(this.#users.map((user) => [user, new Map()]))
  readonly #everything: string[] = []
  #written = 0

  constructor(next: () => number) {
    this.#next = next
  }

  /** Saves: alone and many at once, short and long, new and revised. */
  async grow(memory: ILabMemory, count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const together = Math.min(left, this.#pick(4) === 0 ? 20 : 1)
      await Promise.all(Array.from({ length: together }, () => this.#save(memory)))
      left -= together
    }
  }

  /** Forgets some observations, or erases a whole user; says what must be gone. */
  async shrink(memory: ILabMemory): Promise<Erased> {
    const user = this.#users[this.#pick(this.#users.length)]!
    const kept = this.#kept.get(user)!
    if (this.#pick(3) === 0) {
      const texts = [...kept.values()].flatMap((one) => one.texts)
      kept.clear()
      await memory.forUser(user).erase()
      return this.#gone(texts)
    }
    if (this.#pick(3) === 0) {
      const ofTopics = [...kept].filter(([, { texts }]) => texts.some((text) => text.startsWith('area/')))
      for (const [id] of ofTopics) kept.delete(id)
      await memory.forUser(user).forgetAll({ topicKeyPrefix: 'area/' })
      return this.#gone(ofTopics.flatMap(([, { texts }]) => texts))
    }
    const ids = [...kept.keys()].filter(() => this.#pick(2) === 0)
    const texts = ids.flatMap((id) => kept.get(id)!.texts)
    for (const id of ids) kept.delete(id)
    await Promise.all(ids.map((id) => memory.forUser(user).forget(id)))
    return this.#gone(texts)
  }

  async eraseAll(memory: ILabMemory): Promise<void> {
    await Promise.all(this.#users.map((user) => memory.forUser(user).erase()))
    for (const kept of this.#kept.values()) kept.clear()
  }

  everything(): Erased {
    return this.#gone(this.#everything)
  }

  async #save(memory: ILabMemory): Promise<void> {
    const user = this.#users[this.#pick(this.#users.length)]!
    const topic = this.#pick(3) === 0 ? `area/${user}${this.#pick(6)}key` : null
    const draft = { type: 'pattern', title: this.#unique('Title'), content: this.#content() }
    const { id } = await memory.forUser(user).save(topic === null ? draft : { ...draft, topicKey: topic })
    const texts = [draft.title, draft.content, ...(topic === null ? [] : [topic])]
    const kept = this.#kept.get(user)!
    const earlier = kept.get(id)
    if (earlier === undefined) kept.set(id, { texts })
    else earlier.texts.push(...texts)
    this.#everything.push(...texts)
  }

  #content(): string {
    const length = this.#pick(12) === 0 ? 900 : 3 + this.#pick(60)
    const start = this.#pick(unspaced.length - 4)
    const words = Array.from({ length }, () => {
      const kind = this.#pick(10)
      if (kind < 5) return this.#unique('w')
      if (kind === 5) return `${accented[this.#pick(accented.length)]}${this.#unique('')}`
      return common[this.#pick(common.length)]!
    })
    return `${words.join(' ')} ${unspaced.slice(start, start + 2 + this.#pick(6))}`
  }

  /** A word that no other has the mark of: what comes before the mark holds none of its letters. */
  #unique(start: string): string {
    return `${start}${this.#pick(1e6)}${markOf(this.#written++)}`
  }

  /** The texts among these that no remaining row holds. */
  #gone(texts: readonly string[]): Erased {
    const living = [...this.#kept.values()].flatMap((kept) => [...kept.values()].flatMap((one) => one.texts))
    const still = living.join(' ').toLowerCase()
    const stillMarks = marksIn(still)
    const words = texts.flatMap((text) => [...text.split(/[ /]/), ...analyzer.terms(text)])
    const plain = words.filter((word) => word.length >= shortestWord && marksIn(word).size === 0)
    const stillTerms = new Set(living.flatMap((text) => analyzer.terms(text)))
    return {
      marks: new Set([...marksIn(texts.join(' '))].filter((one) => !stillMarks.has(one))),
      words: [...new Set(plain)].filter(
        (word) => !still.includes(word.toLowerCase()) && !stillTerms.has(word),
      ),
    }
  }

  #pick(limit: number): number {
    return Math.floor(this.#next() * limit)
  }
}
