import type { UserMemory } from '../../src/core/user-memory.ts'
import { collect, outcomeOf } from '../../src/testing/canonical.ts'
import { randomFrom, type Random } from '../../src/testing/histories/random.ts'
import { beginning, day, hour } from '../../src/testing/world.ts'
import type { MemorySubject } from '../../src/testing/index.ts'

/** Number of calls in the script. */
export const calls = 1_000
const users = Array.from({ length: 20 }, (_, i) => `user-${i + 1}`) as [string, ...string[]]
const subjects =
  'garden gardens tomato tomatoes coffee cofee espresso deploy deployed deployment database migration Postgres index ' +
  'search latency Berlin Lisbon train bicycle cycling meeting Tuesday budget invoice café naïve 東京 東京都 コーヒー ' +
  'music piano practice running marathon knee doctor vitamin book novel chapter author'
const words = subjects.split(' ') as [string, ...string[]]
const types = ['profile', 'preference', 'decision', 'discovery', 'pattern'] as const
const topics = ['ui/theme', 'work/stack', 'health/running', 'home/garden'] as const

/** One call of the script: who makes it, when, and what it is. */
interface Call {
  readonly userId: string
  readonly at: number
  readonly run: (memory: UserMemory) => Promise<unknown>
}

function text(random: Random, most: number): string {
  return Array.from({ length: 1 + random.below(most) }, () => random.pick(words)).join(' ')
}

function randomCall(random: Random): Call['run'] {
  const kind = random.below(100)
  const id = 1 + random.below(30)
  if (kind < 45) {
    const draft = { type: random.pick(types), title: text(random, 5), content: text(random, 40) }
    const topicKey = random.chance(0.25) ? random.pick(topics) : null
    return (memory) => memory.save({ ...draft, topicKey })
  }
  if (kind < 72) {
    const query = random.chance(0.1) ? text(random, 1).slice(0, 2) : text(random, 4)
    const options = random.chance(0.2) ? { types: [random.pick(types)] } : { limit: 1 + random.below(12) }
    return (memory) => memory.search(query, { ...options, explain: true })
  }
  if (kind < 77) return (memory) => memory.get(id)
  if (kind < 81) return (memory) => memory.timeline(id)
  if (kind < 85) return (memory) => memory.list({ limit: 1 + random.below(5) })
  if (kind < 89) return (memory) => memory.startSession()
  if (kind < 91) return (memory) => memory.endSession('We looked at the garden and the budget.')
  if (kind < 92) return (memory) => memory.summarizeSession('Half of the invoice is done.')
  if (kind < 95) return (memory) => memory.stats()
  if (kind < 97) return (memory) => memory.forget(id)
  if (kind < 98) return async (memory) => memory.import(await collect(memory.export()))
  return random.chance(0.2) ? (memory) => memory.erase() : (memory) => collect(memory.export())
}

/** The script: the same calls on every machine. */
function script(): Call[] {
  const random = randomFrom(1_000)
  let at = beginning
  return Array.from({ length: calls }, () => {
    at += random.pick([0, 1, 1_000, hour, hour, day / 2, -hour])
    return { userId: random.pick(users), at, run: randomCall(random) }
  })
}

/** Outcome of every call. A session that a call opens is named after the call. */
export async function transcript(subject: MemorySubject): Promise<string[]> {
  let now = beginning
  let call = 0
  const newSessionId = (): string => `00000000-0000-4000-8000-${String(call).padStart(12, '0')}`
  const memory = await subject.open({ clock: () => now, newSessionId })
  try {
    const answers: string[] = []
    for (const { userId, at, run } of script()) {
      now = at
      call++
      answers.push(await outcomeOf(() => run(memory.forUser(userId))))
    }
    return answers
  } finally {
    await memory.close()
  }
}
