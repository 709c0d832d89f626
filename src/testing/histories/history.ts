import type {
  Changes,
  ContextOptions,
  Draft,
  ListOptions,
  ObservationFilter,
  ObservationRef,
  SaveOptions,
} from '../../core/model.ts'
import { beginning, day, hour, minute } from '../world.ts'
import type {
  Deed,
  IdDeed,
  PlainDeed,
  SearchDeed,
  SessionDeed,
  SummaryDeed,
  ThreadDeed,
  UpdateDeed,
  VersionDeed,
} from './deed.ts'
import { randomFrom, type Random } from './random.ts'
import { randomBeside, randomDraft, randomFlood, types, words } from './random-draft.ts'
import { randomUsers, type Users } from './users.ts'

/** One step of a history: a call of one user. */
export interface Step {
  /** User who makes the call. */
  readonly actor: keyof Users
  /** Time of the call, in milliseconds since the epoch. */
  readonly at: number
  /** True when the call does not wait for the one before. */
  readonly together: boolean
  /** The call. */
  readonly deed: Deed
}

/** Two users and their steps. */
export interface History {
  /** Ids of the two users. */
  readonly users: Users
  /** Steps in order. */
  readonly steps: readonly Step[]
  /** True where reads are written down in the journal. */
  readonly hasJournal: boolean
}

const keys: readonly [SaveOptions, SaveOptions] = [{ idempotencyKey: 'key-1' }, { idempotencyKey: 'key-2' }]
const threads = ['chat', 'chat/2'] as const

/** A history that depends on nothing but the seed. */
export function randomHistory(seed: number): History {
  const random = randomFrom(seed)
  const { users, retold } = randomUsers(random, words)
  const done: Record<Step['actor'], Deed[]> = { observed: [], other: [] }
  const steps: Step[] = []
  let at = beginning
  const length = 8 + random.below(28)
  for (let count = 0; count < length; count++) {
    at += random.pick([0, 0, 1, minute, hour, day, 2 * day, -hour])
    const actor = random.chance(0.5) ? 'observed' : 'other'
    const together = random.chance(0.2)
    // Doing what the other has just done is what shows shared caches and keys.
    const example = exampleFor(random, done[actor === 'observed' ? 'other' : 'observed'])
    const deed = example ?? randomDeed(random, actor)
    const isRetold = deed.kind === 'search' && (example !== undefined || random.chance(0.5))
    done[actor].push(isRetold ? { ...deed, query: retold(deed.query, actor) } : deed)
    steps.push({
      actor,
      at: together ? (steps.at(-1)?.at ?? at) : at,
      together,
      deed: done[actor].at(-1) ?? deed,
    })
  }
  return { users, steps, hasJournal: seed % 2 === 0 }
}

/** Everything that can be read, for the end of a history. */
export function audit(at: number): Step[] {
  const deeds: Deed[] = [
    ...words.map((query): Deed => ({ kind: 'search', query, options: { limit: 5 } })),
    { kind: 'list', options: { limit: 3 }, goOn: false },
    { kind: 'list', options: { limit: 100 }, goOn: true },
    { kind: 'settings' },
    { kind: 'resume' },
    { kind: 'stats' },
    { kind: 'listSessions' },
    { kind: 'context', options: { query: 'garden', maxTokens: 300 } },
    { kind: 'listThreads' },
    ...threads.map((thread): Deed => ({ kind: 'readThread', thread, items: [], options: {} })),
    { kind: 'timeline', ref: 2, options: {} },
    { kind: 'get', ref: 'ui/theme' },
    { kind: 'history', ref: 'ui/theme' },
    { kind: 'journal' },
    { kind: 'export' },
    { kind: 'startSession' },
  ]
  return deeds.map((deed) => ({ actor: 'observed', at, together: false, deed }))
}

/** Sometimes the last thing that the other did, sometimes the last that the other searched for. */
function exampleFor(random: Random, others: readonly Deed[]): Deed | undefined {
  if (random.chance(0.2)) return others.at(-1)
  return random.chance(0.2) ? others.findLast(({ kind }) => kind === 'search') : undefined
}

/** Weights of the kinds of deeds: most leaks show in a search after saves. */
const weights: Readonly<Record<Deed['kind'], number>> = {
  save: 9,
  search: 7,
  flood: 2,
  update: 3,
  approve: 2,
  get: 1,
  history: 1,
  getVersion: 1,
  revert: 2,
  forgetVersion: 1,
  timeline: 1,
  list: 2,
  stats: 1,
  startSession: 2,
  endSession: 1,
  summarizeSession: 1,
  forget: 1,
  forgetAndExplain: 1,
  forgetAll: 1,
  context: 2,
  listSessions: 1,
  getSession: 1,
  updateSession: 1,
  forgetSession: 1,
  append: 3,
  readThread: 1,
  pop: 1,
  clear: 1,
  listThreads: 1,
  export: 1,
  transfer: 1,
  erase: 1,
  pause: 1,
  resume: 2,
  settings: 1,
  journal: 1,
}
const kinds = Object.entries(weights).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind),
) as [Deed['kind'], ...Deed['kind'][]]

const ofId: ReadonlySet<string> = new Set(['get', 'history', 'forget', 'forgetAndExplain', 'approve'])
const isOfId = (kind: Deed['kind']): kind is IdDeed['kind'] => ofId.has(kind)

function randomDeed(random: Random, actor: Step['actor']): Deed {
  const kind = random.pick(kinds)
  if (isOfId(kind)) return { kind, ref: randomRef(random) }
  switch (kind) {
    case 'save':
      return randomSave(random)
    case 'update':
      return { kind, ref: randomRef(random), ...randomChange(random) }
    case 'flood':
      // Few of the observed, many of the other: a leak of statistics or limits needs the crowd.
      return floodOf(randomFlood(random, actor === 'other' ? 12 + random.below(24) : 4))
    case 'search':
      return { kind, query: randomQuery(random), options: randomOptions(random) }
    case 'context':
      return { kind, options: randomContext(random) }
    case 'forgetAll':
      return { kind, filter: randomFilter(random) }
    case 'timeline':
      return { kind, ref: randomRef(random), options: random.chance(0.5) ? {} : { before: 1, after: 2 } }
    case 'list':
      return { kind, options: randomListOptions(random), goOn: random.chance(0.6) }
    default:
      return randomDeedOfUser(random, kind)
  }
}

/** A call on a thread. A key comes again with other items as well, and after their removal, which is refused. */
function randomThreadDeed(random: Random, kind: ThreadDeed['kind']): ThreadDeed {
  const items = Array.from({ length: random.below(4) }, () =>
    random.pick<unknown>([...words, 1, null, { a: ['b'] }]),
  )
  return { kind, thread: random.pick(threads), items, options: random.chance(0.4) ? random.pick(keys) : {} }
}

function randomDeedOfUser(
  random: Random,
  kind: (PlainDeed | SessionDeed | SummaryDeed | ThreadDeed | VersionDeed)['kind'],
): Deed {
  switch (kind) {
    case 'append':
    case 'readThread':
    case 'pop':
    case 'clear':
      return randomThreadDeed(random, kind)
    case 'endSession':
    case 'summarizeSession':
      return { kind, summary: `We talked about ${random.pick(words)}.` }
    case 'getVersion':
    case 'revert':
    case 'forgetVersion':
      return { kind, ref: randomRef(random), ...randomVersion(random) }
    case 'getSession':
    case 'updateSession':
    case 'forgetSession':
      return { kind, place: random.below(4), summary: `In short: ${random.pick(words)}.` }
    case 'erase':
      return random.chance(0.3) ? { kind } : { kind: 'stats' }
    default:
      return { kind }
  }
}

/** A save, some with a key or a revision. A key comes again with another text as well, which is refused. */
function randomSave(random: Random): Deed {
  const draft = { ...randomDraft(random), ...(random.chance(0.15) ? ({ status: 'pending' } as const) : {}) }
  const keyed = random.chance(0.3) ? random.pick(keys) : {}
  const isConditional = draft.topicKey !== null && random.chance(0.2)
  return { kind: 'save', draft, options: isConditional ? { ...keyed, ifRevision: random.below(3) } : keyed }
}

function randomContext(random: Random): ContextOptions {
  const query = random.chance(0.7) ? randomQuery(random) : null
  return random.chance(0.5)
    ? { query, maxTokens: 80 + random.below(400) }
    : { query, filter: { types: [random.pick(types)] } }
}

function randomRef(random: Random): ObservationRef {
  return random.pick([1 + random.below(9), 1 + random.below(9), 'ui/theme', 'garden'])
}

function randomChange(random: Random): Pick<UpdateDeed, 'changes' | 'options'> {
  const { type, title, content, topicKey } = randomDraft(random)
  const beside = randomBeside(random)
  const taken = random.pick<Changes>([
    { data: null },
    { keywords: null },
    { source: null },
    { pinned: false },
  ])
  const changes = random.pick<Changes>([
    { content },
    { title, content },
    { type },
    { topicKey },
    beside,
    taken,
  ])
  return { changes, options: random.chance(0.4) ? { ifRevision: 1 + random.below(3) } : {} }
}

function randomVersion(random: Random): Pick<VersionDeed, 'revision' | 'options'> {
  const options = random.chance(0.3) ? { ifRevision: 1 + random.below(3) } : {}
  return { revision: 1 + random.below(3), options }
}

function randomQuery(random: Random): string {
  return Array.from({ length: 1 + random.below(2) }, () => random.pick(words)).join(' ')
}

function randomOptions(random: Random): SearchDeed['options'] {
  const limit = random.pick([1, 2, 3, 5, 10])
  const minShare = random.pick([undefined, undefined, 0.3, 0.6, 0.95])
  const full = random.chance(0.3)
  return { limit, minShare, full, ...(random.chance(0.7) ? {} : randomFilter(random)) }
}

function randomListOptions(random: Random): ListOptions {
  const limit = 1 + random.below(4)
  if (random.chance(0.6)) return { limit }
  return { limit, order: random.pick(['newest', 'oldest']), ...randomFilter(random) }
}

/** A condition or two, of each kind. */
function randomFilter(random: Random): ObservationFilter {
  const time = beginning + random.below(400) * hour
  return random.pick<ObservationFilter>([
    { types: [random.pick(types)] },
    { typesExclude: [random.pick(types)] },
    { topicKeyPrefix: random.pick(['ui', 'ui/', 'g', 'x']) },
    { topicKeyPrefix: 'ui', updatedAfter: time },
    { createdAfter: time },
    { createdBefore: time, types: [random.pick(types)] },
    { updatedBefore: time },
    { session: 'absent' },
    { source: random.pick(['chat:', `chat:${random.pick(words)}`]) },
    { pinned: random.chance(0.5) },
    { status: 'pending' },
    { data: { [random.pick(words)]: random.below(2) } },
  ])
}

/** Every second flood is one batch; no number is drawn for it, so that histories stay what they were. */
function floodOf(drafts: readonly Draft[]): Deed {
  return { kind: 'flood', drafts, isBatch: drafts.length % 2 === 0 }
}
