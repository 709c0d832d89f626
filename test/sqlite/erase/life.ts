import type { Draft, ILabMemory, UserMemory } from '../../../src/index.ts'
import { markOf } from './marks.ts'

/** A time that a life moves on. */
export interface Clock {
  now: number
}

const users = ['alice', 'bob', 'carol']
const topics = ['area/a', 'area/b', 'work/c', 'work/d']
const threads = ['chat/1', 'chat/2']
const keys = ['window 1', 'window 2']

/** Effect of an operation on the files: a removal ends with the promise that no byte is left. */
export type Effect = 'writes' | 'removes'

/**
 * A random life of some users with every kind of record. Each text holds a mark that no other text has, so that a scan
 * of the files tells exactly which texts are left.
 */
export class Life {
  readonly #memory: ILabMemory
  readonly #clock: Clock
  readonly #next: () => number
  #written = 0

  constructor(memory: ILabMemory, clock: Clock, next: () => number) {
    this.#memory = memory
    this.#clock = clock
    this.#next = next
  }

  /** Does one operation; returns its name and its effect. */
  async step(): Promise<readonly [name: string, effect: Effect]> {
    this.#clock.now += this.#pick(20 * 60_000)
    const user = this.#memory.forUser(this.#one(users))
    const [name, effect, work] = this.#one(this.#deeds)
    const found = await work(user)
    return [name, found === false ? 'writes' : effect]
  }

  /** Everything that the memory can still show of every user, as one text. */
  async shown(): Promise<string> {
    const lines: string[] = []
    for (const userId of users) lines.push(...(await Array.fromAsync(this.#memory.forUser(userId).export())))
    return lines.join('\n')
  }

  readonly #deeds: readonly (readonly [string, Effect, (user: UserMemory) => Promise<unknown>])[] = [
    ...Array.from(
      { length: 6 },
      () =>
        [
          'save',
          'writes',
          (user: UserMemory) =>
            user.save(this.#draft(), this.#pick(4) === 0 ? { sessionKey: this.#one(keys) } : {}),
        ] as const,
    ),
    ['save of many', 'writes', (user) => user.save([this.#draft(), this.#draft(), this.#draft()])],
    [
      'save that expires',
      'writes',
      (user) => user.save({ ...this.#draft(), ttlMs: 1 + this.#pick(7_200_000) }),
    ],
    ['context', 'writes', (user) => user.context({ query: 'decision', purpose: this.#text() })],
    ['search', 'writes', (user) => user.search('pattern', { purpose: this.#text() })],
    ['propose', 'writes', (user) => user.save({ ...this.#draft(), status: 'pending' })],
    [
      'propose',
      'writes',
      (user) => user.save({ ...this.#draft(), topicKey: this.#one(topics), status: 'pending' }),
    ],
    ['approve', 'removes', async (user) => (await user.approve(await this.#proposal(user))) !== null],
    ['reject', 'removes', async (user) => user.forget(await this.#proposal(user))],
    ['sweep', 'removes', async () => (await this.#memory.sweep()).observations > 0],
    ['save by topic', 'writes', (user) => user.save({ ...this.#draft(), topicKey: this.#one(topics) })],
    ['save by topic', 'writes', (user) => user.save({ ...this.#draft(), topicKey: this.#one(topics) })],
    [
      'update',
      'writes',
      async (user) => user.update(await this.#id(user), { content: this.#text(), data: this.#data() }),
    ],
    [
      'update',
      'writes',
      async (user) => user.update(await this.#id(user), { title: this.#text(), keywords: [this.#text()] }),
    ],
    ['revert', 'writes', (user) => this.#revert(user)],
    ['forget', 'removes', async (user) => user.forget(await this.#id(user))],
    ['forget', 'removes', async (user) => user.forget(await this.#id(user))],
    ['forget version', 'removes', (user) => this.#forgetVersion(user)],
    ['forgetAll', 'removes', async (user) => (await user.forgetAll(this.#filter())).forgotten > 0],
    ['append', 'writes', (user) => user.thread(this.#one(threads)).append(this.#items())],
    [
      'append',
      'writes',
      (user) => user.thread(this.#one(threads)).append(this.#items(), { idempotencyKey: this.#text() }),
    ],
    ['pop', 'removes', async (user) => (await user.thread(this.#one(threads)).pop()) !== null],
    ['clear', 'removes', async (user) => (await user.thread(this.#one(threads)).clear()) > 0],
    ['startSession', 'writes', (user) => user.startSession({ key: this.#one(keys) })],
    ['endSession', 'writes', (user) => this.#endSession(user)],
    ['updateSession', 'removes', (user) => this.#updateSession(user)],
    ['forgetSession', 'removes', async (user) => user.forgetSession(await this.#session(user))],
    ['pause', 'writes', async (user) => (await user.pause({ recall: true }), await user.resume())],
    ['erase', 'removes', (user) => (this.#pick(8) > 0 ? Promise.resolve(false) : user.erase())],
  ]

  #draft(): Draft {
    return {
      type: this.#one(['pattern', 'decision', 'preference', 'item']),
      title: this.#text(),
      content: this.#text(this.#pick(10) === 0 ? 600 : 8),
      ...(this.#pick(2) === 0 ? { data: this.#data(), source: this.#text(), keywords: [this.#text()] } : {}),
      ...(this.#pick(6) === 0 ? { pinned: true } : {}),
    }
  }

  #filter(): Parameters<UserMemory['forgetAll']>[0] {
    return this.#one([
      { topicKeyPrefix: 'area/' },
      { types: ['decision'], createdBefore: this.#clock.now - 3_600_000 },
      { updatedAfter: this.#clock.now - 600_000 },
    ])
  }

  async #id(user: UserMemory): Promise<number> {
    const { observations } = await user.list({ limit: 50 })
    return observations.length === 0 ? 1 : this.#one(observations).id
  }

  async #proposal(user: UserMemory): Promise<number> {
    const { observations } = await user.list({ status: 'pending' })
    return observations.length === 0 ? 1_000_000 : this.#one(observations).id
  }

  async #session(user: UserMemory): Promise<string> {
    const { sessions } = await user.listSessions({ limit: 20 })
    return sessions.length === 0 ? 'none' : this.#one(sessions).id
  }

  async #revert(user: UserMemory): Promise<unknown> {
    const id = await this.#id(user)
    const { versions } = await user.history(id)
    return versions.length === 0 ? null : user.revert(id, this.#one(versions).revision)
  }

  async #forgetVersion(user: UserMemory): Promise<boolean> {
    const id = await this.#id(user)
    const earlier = (await user.history(id)).versions.slice(1)
    return earlier.length > 0 && (await user.forget(id, { revision: this.#one(earlier).revision }))
  }

  async #endSession(user: UserMemory): Promise<unknown> {
    const key = this.#one(keys)
    await user.startSession({ key })
    return user.endSession(this.#text(), { key })
  }

  async #updateSession(user: UserMemory): Promise<boolean> {
    const { sessions } = await user.listSessions({ limit: 20 })
    const ended = sessions.filter(({ endedAt }) => endedAt !== null)
    if (ended.length === 0) return false
    return (await user.updateSession(this.#one(ended).id, { summary: this.#text() })) !== null
  }

  #items(): { role: string; content: string }[] {
    return Array.from({ length: 1 + this.#pick(4) }, () => ({ role: 'user', content: this.#text(20) }))
  }

  #data(): { [name: string]: unknown } {
    return { [this.#text()]: { place: [this.#text(), this.#written] } }
  }

  /** A text with marks of its own. */
  #text(words = 1): string {
    return Array.from({ length: 1 + this.#pick(words) }, () => this.#word()).join(' ')
  }

  /** A word that no other has the mark of: what comes before the mark holds none of its letters. */
  #word(): string {
    return `w${this.#pick(1e6)}${markOf(this.#written++)}`
  }

  #one<Item>(items: readonly Item[]): Item {
    return items[this.#pick(items.length)]!
  }

  #pick(limit: number): number {
    return Math.floor(this.#next() * limit)
  }
}
