import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import type { Config } from '../core/model.ts'
import type { UserMemory } from '../core/user-memory.ts'
import type { Capability, MemoryCase, MemorySubject, OpenMemory } from './contract-case.ts'

/** Milliseconds of a minute. */
export const minute = 60_000
/** Milliseconds of an hour. */
export const hour: number = 60 * minute
/** Milliseconds of a day. */
export const day: number = 24 * hour

/** When every case begins: a Monday morning. */
export const beginning: number = Date.UTC(2026, 0, 5, 9)

/** A clock that moves only when it is told to. */
export interface ManualClock {
  now: number
  advance(milliseconds: number): void
}

/** A memory under test, with its clock in hand. */
export interface World extends OpenMemory {
  readonly clock: ManualClock
  /** Does what `action` does as `actor`, so that the sessions it opens take their ids from the actor's own source. */
  readonly as: <Result>(actor: string, action: () => Result) => Result
  /** Returns a user's handle that makes its calls as that user. */
  readonly actor: (userId: string) => UserMemory
  readonly forUser: (userId: string) => UserMemory
  readonly close: () => Promise<void>
}

/** Opens an empty memory of `subject`. Session ids are counted per actor: what one does takes none of another's. */
export async function openWorld(subject: MemorySubject, config: Config = {}): Promise<World> {
  const clock = manualClock()
  const actors = new AsyncLocalStorage<string>()
  const counts = new Map<string, number>()
  // A server's handlers do not inherit the caller's async context; there the last actor is the right one.
  let latest = ''
  const newSessionId = () => {
    const actor = actors.getStore() ?? latest
    const count = (counts.get(actor) ?? 0) + 1
    counts.set(actor, count)
    return sessionId(actor, count)
  }
  const as = <Result>(actor: string, action: () => Result) => {
    latest = actor
    return actors.run(actor, action)
  }
  const memory = await subject.open({ clock: () => clock.now, newSessionId, config })
  const forUser = (userId: string) => memory.forUser(userId)
  return { clock, as, forUser, actor: (userId) => actingAs(forUser(userId), as), close: () => memory.close() }
}

/** Runs `body` in an empty memory and closes the memory, also after a failure. */
export async function inWorld(
  subject: MemorySubject,
  config: Config,
  body: (world: World) => Promise<void>,
): Promise<void> {
  const world = await openWorld(subject, config)
  try {
    await body(world)
  } finally {
    await world.close()
  }
}

/** Options of a case. */
export interface CaseOptions {
  readonly requirement?: string
  readonly needs?: readonly Capability[]
  readonly config?: Config
}

/** A case that runs in an empty memory. */
export function memoryCase(
  name: string,
  body: (world: World, subject: MemorySubject) => Promise<void>,
  { requirement, needs = [], config }: CaseOptions = {},
): MemoryCase {
  return {
    name,
    requirement,
    needs: config === undefined ? needs : ['config', ...needs],
    run: (subject) => inWorld(subject, config ?? {}, (world) => body(world, subject)),
  }
}

function manualClock(): ManualClock {
  return {
    now: beginning,
    advance(milliseconds) {
      this.now += milliseconds
    },
  }
}

/** Makes a UUID from an actor and a count, and from nothing else. */
function sessionId(actor: string, count: number): string {
  const owner = createHash('sha256').update(actor).digest('hex').slice(0, 8)
  return `${owner}-0000-4000-8000-${String(count).padStart(12, '0')}`
}

function actingAs(memory: UserMemory, as: World['as']): UserMemory {
  return new Proxy(memory, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...input: unknown[]): unknown =>
        as(target.userId, (): unknown => Reflect.apply(member, target, input))
    },
  })
}
