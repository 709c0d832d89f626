import type { Random } from './random.ts'

/** The two users of a history. */
export interface Users {
  /** Id of the user with the compared answers. */
  readonly observed: string
  /** Id of the user who must make no difference to those answers. */
  readonly other: string
}

/** Two users, and how one of them would have to put a query to hit the key of the other's. */
export interface RandomUsers {
  readonly users: Users
  readonly retold: (query: string, by: keyof Users) => string
}

/** Ids that patterns, folding and objects take for one another. */
const confusable: readonly [Users, ...Users[]] = [
  { observed: 'alice', other: 'bob' },
  { observed: 'alice', other: 'Alice' },
  { observed: 'a_c', other: 'abc' },
  { observed: 'a%', other: 'abc' },
  { observed: '*', other: 'abc' },
  { observed: '1', other: '10' },
  { observed: '__proto__', other: 'constructor' },
]

/** Separators that careless code puts between the parts of a key. */
const separators = [':', ':', '', '/', '|', '-', '.', '_', '#', ','] as const

/** Often such that a key which joins user and query without care is the same for both. */
export function randomUsers(random: Random, words: readonly [string, ...string[]]): RandomUsers {
  if (random.chance(0.4)) return { users: random.pick(confusable), retold: (query) => query }
  const [tail, separator] = [random.pick(words), random.pick(separators)]
  const [short, long] = ['user', `user${separator}${tail}`]
  const longer = random.chance(0.5) ? 'observed' : 'other'
  const prefix = `${tail}${separator}`
  return {
    users: longer === 'observed' ? { observed: long, other: short } : { observed: short, other: long },
    retold: (query, by) => {
      if (by !== longer) return `${prefix}${query}`
      return query.startsWith(prefix) ? query.slice(prefix.length) : query
    },
  }
}
