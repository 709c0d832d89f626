import type { UserMemory } from '../../core/user-memory.ts'
import { collect, outcomeOf } from '../canonical.ts'
import type { MemorySubject } from '../contract-case.ts'
import { beginning, openWorld, type World } from '../world.ts'
import type { Deed, SessionDeed, ThreadDeed } from './deed.ts'
import { audit, type History, type Step } from './history.ts'

/**
 * Plays a history and returns the observed user's answers as bytes: a line for each step, then a line for each step
 * of the audit.
 */
export async function replay(
  subject: MemorySubject,
  { users, steps, hasJournal }: History,
): Promise<string[]> {
  const world = await openWorld(subject, { journal: hasJournal })
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
export function alone({ steps, ...history }: History): History {
  return { ...history, steps: steps.filter(({ actor }) => actor === 'observed') }
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

type Performed = Exclude<Deed, { kind: 'list' }>
type Kind = Performed['kind']

const performers: {
  readonly [Each in Kind]: (memory: UserMemory, deed: Performed & { readonly kind: Each }) => Promise<unknown>
} = {
  save: (memory, { draft, options }) => memory.save(draft, options),
  approve: (memory, { ref }) => memory.approve(ref),
  update: (memory, { ref, changes, options }) => memory.update(ref, changes, options),
  flood: (memory, { drafts, isBatch }) =>
    isBatch ? memory.save(drafts) : Promise.all(drafts.map((draft) => memory.save(draft))),
  search: (memory, { query, options: { full, ...options } }) =>
    full === true ? memory.search(query, { ...options, full }) : memory.search(query, options),
  context: (memory, { options }) => memory.context(options),
  get: (memory, { ref }) => memory.get(ref),
  history: (memory, { ref }) => memory.history(ref),
  getVersion: (memory, { ref, revision }) => memory.get(ref, { revision }),
  revert: (memory, { ref, revision, options }) => memory.revert(ref, revision, options),
  forgetVersion: (memory, { ref, revision }) => memory.forget(ref, { revision }),
  forget: (memory, { ref }) => memory.forget(ref),
  forgetAndExplain: (memory, { ref }) => memory.forget(ref, { explain: true }),
  forgetAll: (memory, { filter }) => memory.forgetAll(filter),
  listSessions: (memory) => memory.listSessions({ limit: 100, order: 'oldest' }),
  getSession: performOnSession,
  updateSession: performOnSession,
  forgetSession: performOnSession,
  append: (memory, { thread, items, options }) => memory.thread(thread).append(items, options),
  readThread: performOnThread,
  pop: performOnThread,
  clear: performOnThread,
  listThreads: (memory) => memory.listThreads({ limit: 1 }),
  timeline: (memory, { ref, options }) => memory.timeline(ref, options),
  endSession: (memory, { summary }) => memory.endSession(summary),
  summarizeSession: (memory, { summary }) => memory.summarizeSession(summary),
  journal: (memory) => memory.journal({ limit: 100 }),
  stats: (memory) => memory.stats(),
  startSession: (memory) => memory.startSession(),
  pause: (memory) => memory.pause(),
  resume: (memory) => memory.resume(),
  settings: (memory) => memory.settings(),
  erase: (memory) => memory.erase(),
  export: (memory) => collect(memory.export()),
  transfer: async (memory) => memory.import(await collect(memory.export())),
}

function performDeed(memory: UserMemory, deed: Performed): Promise<unknown> {
  const perform = performers[deed.kind] as (memory: UserMemory, deed: Performed) => Promise<unknown>
  return perform(memory, deed)
}

function performOnThread(memory: UserMemory, { kind, thread }: ThreadDeed): Promise<unknown> {
  const log = memory.thread(thread)
  if (kind === 'readThread') return log.read({ last: 2 })
  return kind === 'pop' ? log.pop() : log.clear()
}

async function performOnSession(memory: UserMemory, { kind, place, summary }: SessionDeed): Promise<unknown> {
  const { sessions } = await memory.listSessions({ limit: 100, order: 'oldest' })
  const id = sessions[place]?.id ?? 'absent'
  if (kind === 'getSession') return memory.getSession(id)
  return kind === 'updateSession' ? memory.updateSession(id, { summary }) : memory.forgetSession(id)
}
