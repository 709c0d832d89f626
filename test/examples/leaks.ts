import type { ManyUsers } from '../../examples/multi-user-app.ts'
import { stableUserId, type Compact, type Observation, type UserMemory } from '../../src/index.ts'

/** A memory that lets users see each other, made from a sound one. */
type Plant = (sound: ManyUsers) => ManyUsers

/** The mistakes that the demo must notice, by name. */
export const leaks: Readonly<Record<string, Plant>> = {
  'one id for all': (sound) => ({ forUser: () => sound.forUser('team') }),

  'get asks everybody': (sound) =>
    instead(sound, ({ get }, everybody) => ({
      get: async (id: number): Promise<Observation | null> =>
        (await get(id)) ?? firstOf(everybody.map((other) => other.get(id))),
    })),

  'search asks everybody': (sound) =>
    instead(sound, (_, everybody) => ({
      search: (async (query: string) => {
        const answers = await Promise.all(everybody.map((other) => other.search(query)))
        return answers.flat().toSorted((a: Compact, b: Compact) => b.score - a.score)
      }) as UserMemory['search'],
    })),

  'statistics of everybody': (sound) =>
    instead(sound, ({ search }, everybody) => ({
      search: (async (query: string) => {
        const counts = await Promise.all(everybody.map(async (other) => (await other.stats()).observations))
        const total = counts.reduce((sum, count) => sum + count, 0)
        return (await search(query)).map((found) => ({ ...found, score: found.score / total }))
      }) as UserMemory['search'],
    })),

  'an erasure that erases nothing': (sound) =>
    instead(sound, () => ({
      erase: async () => ({ observations: 0, sessions: 0, erasedAt: new Date().toISOString() }),
    })),
}

type Methods = Pick<UserMemory, 'get' | 'search'>

/** Handles with some methods replaced; the replacements get the sound ones, and a handle on each user of the demo. */
function instead(
  sound: ManyUsers,
  replace: (own: Methods, everybody: readonly UserMemory[]) => Partial<UserMemory>,
): ManyUsers {
  const everybody = ['alice@example.com', 'bob@example.com'].map((email) =>
    sound.forUser(stableUserId(email, 'a salt for the demo only')),
  )
  return {
    forUser(userId) {
      const own = sound.forUser(userId)
      const methods: Methods = { get: own.get.bind(own), search: own.search.bind(own) }
      return new Proxy(own, {
        get(target, name) {
          const replaced: unknown = Reflect.get(replace(methods, everybody), name)
          const member: unknown = replaced ?? Reflect.get(target, name, target)
          return typeof member === 'function' ? (member.bind(target) as unknown) : member
        },
      })
    },
  }
}

async function firstOf(answers: readonly Promise<Observation | null>[]): Promise<Observation | null> {
  return (await Promise.all(answers)).find((answer) => answer !== null) ?? null
}
