import type { MemoryOfUsers } from '../../src/core/user-memory.ts'
import { seeded } from '../shared/zipf-texts.ts'
import type { Expected } from './expected.ts'
import { simulatedId } from './fill.ts'
import { readMark, simulatedText } from './texts.ts'

/** Result of a look at a sample of users. */
export interface Check {
  readonly users: number
  readonly observations: number
  /** Acknowledged observations that are not there. */
  readonly lost: number
  /** Observations of one user that another one has or finds. */
  readonly foreign: number
  /** Observations that are there though their user was erased. */
  readonly remains: number
}

interface SampleOptions {
  readonly users: number
  readonly sample: number
  readonly seed: number
}

/** Draws users: three of four had a session, if so many had one. */
function drawUsers(expected: Expected, { users, sample, seed }: SampleOptions): number[] {
  const random = seeded(seed + 1)
  const drawn = new Set<number>()
  const { active } = expected
  for (let tries = 0; drawn.size < Math.min(sample, users) && tries < 20 * sample; tries++) {
    const isActive = tries % 4 !== 0 && active.length > 0
    drawn.add(isActive ? active[Math.floor(random() * active.length)]! : Math.floor(random() * users))
  }
  return [...drawn]
}

/**
 * Exports each user of a sample and compares it with what the memory acknowledged. Then each user asks for the words of
 * another one.
 */
export async function checkSample(
  memory: MemoryOfUsers,
  expected: Expected,
  options: SampleOptions,
): Promise<Check> {
  const drawn = drawUsers(expected, options)
  let [observations, lost, foreign, remains] = [0, 0, 0, 0]
  for (const [i, user] of drawn.entries()) {
    const handle = memory.forUser(simulatedId(user))
    const found = new Set<number>()
    for await (const line of handle.export()) {
      const record = JSON.parse(line) as { readonly kind: string; readonly title?: string }
      const mark = record.kind === 'observation' ? readMark(record.title ?? '') : null
      if (mark?.user === user) found.add(mark.number)
      else if (mark !== null) foreign++
    }
    const { numbers, erased } = expected.of(user)
    observations += found.size
    for (const number of numbers) if (!found.has(number)) lost++
    for (const number of erased) if (found.has(number)) remains++
    const other = drawn[(i + 1) % drawn.length]!
    const results = await handle.search(simulatedText(options.seed, other, 0).content.slice(0, 200))
    for (const { title } of results) if ((readMark(title)?.user ?? user) !== user) foreign++
  }
  return { users: drawn.length, observations, lost, foreign, remains }
}
