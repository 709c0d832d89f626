import type { Observation, ObservationRef, PurposeOptions, TimelineOptions } from '../../../core/model.ts'
import type { UserMemory } from '../../../core/user-memory.ts'
import { bytesOf } from './bytes-of.ts'

const defaultNeighbours = 5
/** Neighbours of a side read at a time: their length is known only afterwards. */
const atATime = 10

/**
 * An observation and its nearest neighbours, oldest first: taken from both sides by turns, up to the first that would be
 * too much. The nearest one of each side is always there, so that a client can go on from it.
 */
export async function timelineWithin(
  user: UserMemory,
  ref: ObservationRef,
  options: TimelineOptions,
  answerBytes: number,
): Promise<Observation[]> {
  const before = options.before ?? defaultNeighbours
  const after = options.after ?? defaultNeighbours
  const asked = { before: Math.min(before, atATime), after: Math.min(after, atATime) }
  const { purpose } = options
  const id = typeof ref === 'number' ? ref : await idOf(user, ref, { purpose })
  if (id === undefined) return []
  const around = await user.timeline(id, { ...asked, purpose })
  const at = around.findIndex((observation) => observation.id === id)
  const anchor = around[at]
  if (anchor === undefined) return []
  const found = { before: around.slice(0, at).toReversed(), after: around.slice(at + 1) }
  const sides = [
    new Side('before', before, found.before, found.before.length < asked.before),
    new Side('after', after, found.after, found.after.length < asked.after),
  ] as const
  const room = answerBytes - bytesOf(anchor)
  // What is taken in the end is among these: both sides were read equally far.
  while (sides.some((side) => side.goesOn) && sides[0].bytes + sides[1].bytes <= room)
    for (const side of sides) if (side.goesOn) await side.readOn(user, anchor.id, { purpose })
  const [earlier, later] = nearestWithin(sides[0].found, sides[1].found, room)
  return [...earlier.toReversed(), anchor, ...later]
}

/** The id of the observation under a topic key. While recall is paused, a timeline finds none, as it should. */
async function idOf(
  user: UserMemory,
  ref: ObservationRef,
  purpose: PurposeOptions,
): Promise<number | undefined> {
  const [found] = await user.timeline(ref, { before: 0, after: 0, ...purpose })
  return found?.id
}

/** The neighbours on one side, nearest first, as far as they were read. */
class Side {
  readonly found: Observation[]
  bytes: number
  readonly #direction: 'before' | 'after'
  readonly #most: number
  #isEnd: boolean

  constructor(direction: 'before' | 'after', most: number, found: Observation[], isEnd: boolean) {
    this.found = found
    this.bytes = sumOf(found)
    this.#direction = direction
    this.#most = most
    this.#isEnd = isEnd
  }

  get goesOn(): boolean {
    return !this.#isEnd && this.found.length < this.#most
  }

  async readOn(user: UserMemory, anchorId: number, purpose: PurposeOptions): Promise<void> {
    const count = Math.min(this.#most - this.found.length, atATime)
    const from = this.found.at(-1)?.id ?? anchorId
    const isBefore = this.#direction === 'before'
    const counts = { before: isBefore ? count : 0, after: isBefore ? 0 : count }
    const window = await user.timeline(from, { ...counts, ...purpose })
    if (window.length === 0) {
      // It has been forgotten meanwhile: on from the one nearer than that.
      this.#isEnd = this.found.pop() === undefined
      return
    }
    const next = isBefore ? window.slice(0, -1).toReversed() : window.slice(1)
    this.found.push(...next)
    this.bytes += sumOf(next)
    this.#isEnd = next.length < count
  }
}

function sumOf(observations: readonly Observation[]): number {
  return observations.reduce((bytes, observation) => bytes + bytesOf(observation), 0)
}

function nearestWithin(
  earlier: readonly Observation[],
  later: readonly Observation[],
  room: number,
): [Observation[], Observation[]] {
  const taken: [Observation[], Observation[]] = [[], []]
  let left = room
  for (let ring = 0; ring < Math.max(earlier.length, later.length); ring++) {
    for (const [side, found] of [earlier, later].entries()) {
      const next = found[ring]
      if (next === undefined) continue
      left -= bytesOf(next)
      if (left < 0 && ring > 0) return taken
      taken[side]?.push(next)
    }
  }
  return taken
}
