import type { ILabMemory } from '../../src/memory/ilab-memory.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { timeOf, type ExpectationSet, type ExpectedUser, type FalseFinds, type SetName } from './sets.ts'

/** A clock that the caller turns. */
export interface Clock {
  now: number
}

/** Opens an empty memory on that clock. */
export type OpenMemory = (clock: Clock) => Promise<ILabMemory>

/** A query that did not get the right observation first. */
export interface Miss {
  readonly user: string
  readonly kind: string
  readonly ask: string
  readonly finds: readonly string[]
  /** Place of the right observation among the ten, from 1; 0 where it is missing. */
  readonly place: number
  /** The first three results, by their names in the set. */
  readonly got: readonly string[]
}

/** Results of all queries of a set. */
export interface Outcome {
  readonly queries: number
  readonly first: number
  readonly amongFive: number
  readonly misses: readonly Miss[]
}

/** A query that found something although nothing about it is stored. */
export interface FalseFind {
  readonly user: string
  readonly ask: string
  readonly got: readonly string[]
}

/** Saves one user's observations in the order of their dates; returns the name of each observation by its id. */
const saveMemories = async (
  memory: UserMemory,
  { memories }: ExpectedUser,
  clock: Clock,
): Promise<Map<number, string>> => {
  const names = new Map<number, string>()
  for (const { id: name, on, ...draft } of memories.toSorted((a, b) => timeOf(a.on) - timeOf(b.on))) {
    // A second apart, as two saves of one day are.
    clock.now = Math.max(clock.now + 1_000, timeOf(on))
    const { id, outcome } = await memory.save(draft)
    if (outcome !== 'created') throw new Error(`${name} is ${outcome}: it repeats another observation`)
    names.set(id, name)
  }
  return names
}

/** Searches as an application does that has set nothing; returns the names of the results, best first. */
const namesFound = async (
  memory: UserMemory,
  ask: string,
  names: ReadonlyMap<number, string>,
): Promise<string[]> => (await memory.search(ask)).map(({ id, title }) => names.get(id) ?? `(${title})`)

const askUser = async (
  memory: UserMemory,
  { user, queries }: ExpectedUser,
  names: ReadonlyMap<number, string>,
): Promise<Miss[]> => {
  const placed: Miss[] = []
  for (const { kind, ask, finds } of queries) {
    const got = await namesFound(memory, ask, names)
    const place = got.findIndex((name) => finds.includes(name)) + 1
    placed.push({ user, kind, ask, finds, place, got: got.slice(0, 3) })
  }
  return placed
}

/** Saves a set and asks its queries. */
export const measureSet = async (set: ExpectationSet, open: OpenMemory): Promise<Outcome> => {
  const placed: Miss[] = []
  for (const user of set.users) {
    const clock = { now: 0 }
    await using memory = await open(clock)
    const handle = memory.forUser(user.user)
    const names = await saveMemories(handle, user, clock)
    clock.now = timeOf(set.now)
    placed.push(...(await askUser(handle, user, names)))
  }
  return {
    queries: placed.length,
    first: placed.filter(({ place }) => place === 1).length,
    amongFive: placed.filter(({ place }) => place >= 1 && place <= 5).length,
    misses: placed.filter(({ place }) => place !== 1),
  }
}

/** Asks queries of which nothing is stored; returns those that found something. */
export const findFalseFinds = async (
  { users }: FalseFinds,
  sets: Readonly<Record<SetName, ExpectationSet>>,
  open: OpenMemory,
): Promise<FalseFind[]> => {
  const found: FalseFind[] = []
  for (const { set, user, queries } of users) {
    const expected = sets[set].users.find((one) => one.user === user)
    if (expected === undefined) throw new Error(`${set}.json has no user ${user}`)
    const clock = { now: 0 }
    await using memory = await open(clock)
    const handle = memory.forUser(user)
    const names = await saveMemories(handle, expected, clock)
    clock.now = timeOf(sets[set].now)
    for (const ask of queries) {
      const got = await namesFound(handle, ask, names)
      if (got.length > 0) found.push({ user: `${set}/${user}`, ask, got: got.slice(0, 3) })
    }
  }
  return found
}
