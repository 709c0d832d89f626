import { collect, outcomeOf } from '../canonical.ts'
import { beginning, day, hour, type World } from '../world.ts'
import type { Stranger } from './rows.ts'

/** The user who acts. */
export const observed = 'alice'
/** The user who must stay unknown to the observed one. */
export const stranger = 'bob'

/** No word of the observed user's, and never sent by them. */
const secret = 'zanzibar'

/** Things of the same kinds as a stranger's that belong to no user. */
export const absentStranger: Stranger = {
  ids: [900_001, 900_002, 900_003],
  sessionId: '99999999-0000-4000-8000-000000000001',
  cursor: '',
  sessionCursor: '',
  threadCursor: '',
  journalCursor: '',
  thread: 'thread of nobody',
  topicKey: 'nobody/topic',
  word: 'nobodysword',
  title: 'Title of nobody',
  content: 'Content of nobody',
  summary: 'Summary of nobody.',
  lines: [],
  secret,
}

/** The stranger's life: more observations than the observed user has, about the same words and about others. */
export async function liveStranger(world: World): Promise<Stranger> {
  // Between what the observed user will save, so that the stranger's cursor points there.
  world.clock.now = beginning + day + hour / 2
  const bob = world.actor(stranger)
  for (let number = 1; number <= 25; number++) {
    await bob.save({ type: 'decision', title: 'Garden', content: `garden tulips tulips ${number}` })
  }
  const title = 'Plan of the stranger'
  const content = 'strangersword in the plan'
  const beside = {
    data: { strangersword: 'tulips' },
    source: 'strangersword',
    keywords: ['tulips'],
    pinned: true,
  }
  const { id } = await bob.save({ type: 'decision', title, content, topicKey: 'stranger/plan', ...beside })
  await bob.save({ type: 'profile', title: secret, content: `${secret} ${secret}`, topicKey: `${secret}/x` })
  await bob.endSession('Summary of the stranger.')
  world.clock.advance(hour)
  const { sessionId } = await bob.startSession()
  const proposal = { type: 'decision', title, content: `${secret} proposed`, status: 'pending' } as const
  await bob.save({ ...proposal, topicKey: 'stranger/proposal' })
  await bob.save({ type: 'pattern', title: 'Garden', content: 'tulips again' })
  const { nextCursor } = await bob.list({ limit: 1 })
  const { nextCursor: sessionCursor } = await bob.listSessions({ limit: 1 })
  const ofStranger = bob.thread('thread of the stranger')
  await ofStranger.append([{ role: 'user', content: 'strangersword' }, 'tulips'], {
    idempotencyKey: 'append-1',
  })
  await bob.thread('shared thread').append(['first', 'second', 'third'])
  await bob.thread(`${secret} thread`).append([secret])
  const { nextCursor: threadCursor } = await bob.listThreads({ limit: 1 })
  await bob.search('strangersword', { purpose: 'strangersword' })
  await bob.context({ query: 'garden tulips', purpose: `${secret} purpose` })
  await bob.get(1)
  const { nextCursor: journalCursor } = await bob.journal({ limit: 1 })
  const lines = (await collect(bob.export())).filter((line) => !line.includes(secret))
  return {
    ids: [id, id + 1, 20],
    sessionId,
    cursor: nextCursor ?? '',
    sessionCursor: sessionCursor ?? '',
    threadCursor: threadCursor ?? '',
    journalCursor: journalCursor ?? '',
    thread: 'thread of the stranger',
    topicKey: 'stranger/plan',
    word: 'strangersword',
    title,
    content,
    summary: 'Summary of the stranger.',
    lines,
    secret,
  }
}

/** The observed user's life, at the same times whether the stranger lived before or not. */
export async function liveObserved(world: World): Promise<void> {
  world.clock.now = beginning + day
  const alice = world.actor(observed)
  await alice.save({
    type: 'preference',
    title: 'Flowers',
    content: 'tulips in the garden',
    topicKey: 'garden/flowers',
  })
  await alice.save({
    type: 'decision',
    title: 'Path',
    content: 'gravel through the garden',
    keywords: ['way'],
  })
  world.clock.advance(hour)
  await alice.endSession('Planned the garden.')
  await alice.thread('shared thread').append([{ role: 'user', content: 'tulips?' }])
  await alice.search('tulips', { purpose: 'answer:1' })
  await alice.save({ type: 'discovery', title: 'Soil', content: 'clay under the tulips' })
}

/** Purpose of the reads that compare a user's memory before and after. */
const purpose = 'comparing snapshots'

/** Everything that reading shows of a user, without changing it. */
export async function snapshot(world: World, userId: string): Promise<string[]> {
  const memory = world.actor(userId)
  return [
    await outcomeOf(async () => (await collect(memory.export())).filter((line) => !line.includes(purpose))),
    await outcomeOf(() => memory.stats()),
    // The journal tells of this read too.
    await outcomeOf(() => memory.list({ limit: 100, purpose })),
    await outcomeOf(() => memory.listSessions({ limit: 100 })),
    await outcomeOf(() => memory.listThreads({ limit: 100 })),
    await outcomeOf(async () =>
      (await memory.journal({ limit: 100 })).entries.filter((entry) => entry.purpose !== purpose),
    ),
  ]
}
