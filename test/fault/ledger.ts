import type { ILabMemory, Observation } from '../../src/index.ts'

/** One save of the writer program. */
export interface Step {
  readonly user: string
  readonly word: string
  readonly topic: string | null
}

type Line = { readonly at: string; readonly id?: number } & Partial<Step>

/** The content that a file must hold, by the lines that writers printed before they died. */
export class Ledger {
  /** By user and id: the word that was acknowledged last, and the topic; later saves of that topic may have followed. */
  readonly #must = new Map<string, { word: string; byTopic: string }>()
  readonly #gone = new Set<string>()
  readonly #maybeGone = new Set<string>()
  readonly #users = new Set<string>()
  /** By user and topic: what was tried since the last acknowledgement. */
  readonly #tried = new Map<string, Set<string>>()
  /** Ids that two observations were acknowledged under: the first of them was lost. */
  readonly #givenTwice: string[] = []
  acknowledged = 0

  /** Takes in what one writer has printed; call it once for each. */
  read(lines: readonly string[]): void {
    for (const line of lines) this.#take(JSON.parse(line) as Line)
  }

  #take({ at, id, user = '', word = '', topic = null }: Line): void {
    const key = JSON.stringify([user, id])
    const byTopic = JSON.stringify([user, topic])
    if (user !== '') this.#users.add(user)
    if (at === 'saving') this.#triedUnder(byTopic).add(word)
    if (at === 'forgetting') this.#maybeGone.add(key)
    if (at === 'forgot') this.#gone.add(key)
    if (at !== 'saved') return
    this.acknowledged++
    // Saves in flight together are acknowledged in their order, so what was tried and not yet acknowledged came later.
    this.#triedUnder(byTopic).delete(word)
    const earlier = this.#must.get(key)
    if (earlier !== undefined && (topic === null || earlier.byTopic !== byTopic)) this.#givenTwice.push(key)
    this.#must.set(key, { word, byTopic })
  }

  #triedUnder(byTopic: string): Set<string> {
    const tried = this.#tried.get(byTopic) ?? new Set()
    this.#tried.set(byTopic, tried)
    return tried
  }

  /** Describes each step that is lost or cannot be found; empty where every acknowledged step is there. */
  async complaints(memory: ILabMemory): Promise<string[]> {
    const complaints = this.#givenTwice.map((key) => `${key} was given twice`)
    for (const user of this.#users) {
      const lines = await Array.fromAsync(memory.forUser(user).export())
      const records = lines.map((line) => JSON.parse(line) as Observation & { kind: string })
      const present = new Map(
        records.filter(({ kind }) => kind === 'observation').map((o) => [o.id, o.content]),
      )
      for (const key of this.#must.keys()) {
        const [owner, id] = JSON.parse(key) as [string, number]
        if (owner === user && !this.#isKept(key, present.get(id)))
          complaints.push(`${key} is not as acknowledged`)
      }
      complaints.push(...(await unfound(memory, user, present)))
    }
    return complaints
  }

  #isKept(key: string, content: string | undefined): boolean {
    if (content === undefined) return this.#gone.has(key) || this.#maybeGone.has(key)
    const { word, byTopic } = this.#must.get(key)!
    const possible = [word, ...(byTopic.endsWith('null]') ? [] : this.#triedUnder(byTopic))]
    return !this.#gone.has(key) && possible.includes(content.split(' ')[0]!)
  }

  /** The ids that were given to this user, in ascending order. */
  ids(user: string): number[] {
    const ids = [...this.#must.keys()].map((key) => JSON.parse(key) as [string, number])
    return ids.flatMap(([owner, id]) => (owner === user ? [id] : [])).toSorted((a, b) => a - b)
  }
}

async function unfound(
  memory: ILabMemory,
  user: string,
  present: ReadonlyMap<number, string>,
): Promise<string[]> {
  const complaints: string[] = []
  for (const [id, content] of present) {
    const [found] = await memory.forUser(user).search(content.split(' ')[0]!, { limit: 1 })
    if (found?.id !== id) complaints.push(`${user} does not find ${id} by its word`)
  }
  const everything = await memory.forUser(user).search('note', { limit: present.size + 1 })
  if (everything.length !== present.size)
    complaints.push(`${user} finds ${everything.length} of ${present.size}`)
  return complaints
}
