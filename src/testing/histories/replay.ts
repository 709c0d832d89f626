import type { UserMemory } from '../../core/user-memory.ts'
import { collect, outcomeOf } from '../canonical.ts'
import type { MemorySubject } from '../contract-case.ts'
import { beginning, openWorld, type World } from '../world.ts'
import type { Deed, SessionDeed } from './deed.ts'
import { audit, type History, type Step } from './history.ts'

/**
 * Plays a history and returns the observed user's answers as bytes: a line for each step, then a line for each step
 * of the audit.
 */
export async function replay(subject: MemorySubject, { users, steps }: History): Promise<string[]> {
  const world = await openWorld(subject)
  try {
    const players = { observed: player(world, users.observed), other: player(world, users.other) }
    const transcript: string[] = []
    const last = Math.max(beginning, ...steps.filter(({ actor }) => actor === 'observed').map(({ at }) => at))
    for (const group of groups([...steps, ...audit(last)])) {
      world.clock.now = group[0]?.at ?? last
      const outcomes = await Promise.all(group.map(({ actor, deed }) => players[actor](deed)))
      transcript.push(...outcomes.filter((_, index) => group[index]?.actor === 'observed'))
    }
    return transcript
  } finally {
    await world.close()
  }
}

/** The same history without what the other user did. */
export function alone({ users, steps }: History): History {
  return { users, steps: steps.filter(({ actor }) => actor === 'observed') }
}

/** Steps that are done together: one of each actor at most, since a user's own calls wait for one another. */
function groups(steps: readonly Step[]): Step[][] {
  const grouped: Step[][] = []
  for (const step of steps) {
    const current = grouped.at(-1)
    const first = current?.[0]
    if (step.together && current?.length === 1 && first?.actor !== step.actor && first?.at === step.at)
      current.push(step)
    else grouped.push([step])
  }
  return grouped
}

/** Does one user's deeds and gives what each came to. */
function player(world: World, userId: string): (deed: Deed) => Promise<string> {
  const memory = world.forUser(userId)
  let cursor: string | null = null
  const perform = async (deed: Deed): Promise<unknown> => {
    if (deed.kind !== 'list') return performDeed(memory, deed)
    const page = await memory.list({ ...deed.options, cursor: deed.goOn ? cursor : null })
    cursor = page.nextCursor
    return page
  }
  return (deed) => world.as(userId, () => outcomeOf(() => perform(deed)))
}

function performDeed(memory: UserMemory, deed: Exclude<Deed, { kind: 'list' }>): Promise<unknown> {
  let performed: Promise<unknown>
  switch (deed.kind) {
    case 'save':
      performed = memory.save(deed.draft, deed.options)
      break
    case 'flood':
      performed = Promise.all(deed.drafts.map((draft) => memory.save(draft)))
      break
    case 'search':
      performed = memory.search(deed.query, deed.options)
      break
    case 'get':
      performed = memory.get(deed.id)
      break
    case 'forget':
      performed = memory.forget(deed.id)
      break
    case 'forgetAndExplain':
      performed = memory.forget(deed.id, { explain: true })
      break
    case 'listSessions':
      performed = memory.listSessions({ limit: 100, order: 'oldest' })
      break
    case 'getSession':
    case 'updateSession':
    case 'forgetSession':
      performed = performOnSession(memory, deed)
      break
    case 'timeline':
      performed = memory.timeline(deed.id, deed.options)
      break
    case 'endSession':
      performed = memory.endSession(deed.summary)
      break
    case 'summarizeSession':
      performed = memory.summarizeSession(deed.summary)
      break
    case 'stats':
      performed = memory.stats()
      break
    case 'startSession':
      performed = memory.startSession()
      break
    case 'pause':
      performed = memory.pause()
      break
    case 'resume':
      performed = memory.resume()
      break
    case 'settings':
      performed = memory.settings()
      break
    case 'erase':
      performed = memory.erase()
      break
    case 'export':
      performed = collect(memory.export())
      break
    case 'transfer':
      performed = collect(memory.export()).then((lines) => memory.import(lines))
      break
  }
  return performed
}

async function performOnSession(memory: UserMemory, { kind, place, summary }: SessionDeed): Promise<unknown> {
  const { sessions } = await memory.listSessions({ limit: 100, order: 'oldest' })
  const id = sessions[place]?.id ?? 'absent'
  if (kind === 'getSession') return memory.getSession(id)
  return kind === 'updateSession' ? memory.updateSession(id, { summary }) : memory.forgetSession(id)
}
