import assert from 'node:assert/strict'
import type { UserMemory } from '../../../core/user-memory.ts'
import { collect } from '../../canonical.ts'
import type { Capability, MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { memoryCase } from '../../world.ts'

const canary = 'canary-in-the-input'
const draft = { type: 'profile', title: canary, content: canary }

/** Calls that no types can rule out where they come from JSON or JavaScript. */
const badCalls: Readonly<Record<string, (memory: Untyped) => unknown>> = {
  'save without a draft': (memory) => memory.save(),
  'save null': (memory) => memory.save(null),
  'save a string': (memory) => memory.save(canary),
  'save without a type': (memory) => memory.save({ title: canary, content: canary }),
  'save without a title': (memory) => memory.save({ type: 'profile', content: canary }),
  'save without a content': (memory) => memory.save({ type: 'profile', title: canary }),
  'save an unknown type': (memory) => memory.save({ ...draft, type: canary }),
  'save a type in capitals': (memory) => memory.save({ ...draft, type: 'Profile' }),
  'save the reserved type': (memory) => memory.save({ ...draft, type: 'summary' }),
  'save an inherited name as type': (memory) => memory.save({ ...draft, type: 'constructor' }),
  'save an empty title': (memory) => memory.save({ ...draft, title: '' }),
  'save an empty topic key': (memory) => memory.save({ ...draft, topicKey: '' }),
  'save a number as title': (memory) => memory.save({ ...draft, title: 7 }),
  'save an object as content': (memory) => memory.save({ ...draft, content: { canary } }),
  'save a number as topic key': (memory) => memory.save({ ...draft, topicKey: 7 }),
  'save an unknown field': (memory) => memory.save({ ...draft, userId: 'bob' }),
  'save a misspelled field': (memory) => memory.save({ ...draft, topic_key: canary }),
  'search nothing': (memory) => memory.search(),
  'search a number': (memory) => memory.search(7),
  'search an array': (memory) => memory.search([canary]),
  'search with limit 0': (memory) => memory.search(canary, { limit: 0 }),
  'search with a negative limit': (memory) => memory.search(canary, { limit: -1 }),
  'search with a broken limit': (memory) => memory.search(canary, { limit: 1.5 }),
  'search with limit NaN': (memory) => memory.search(canary, { limit: Number.NaN }),
  'search with limit Infinity': (memory) => memory.search(canary, { limit: Number.POSITIVE_INFINITY }),
  'search with a string as limit': (memory) => memory.search(canary, { limit: '5' }),
  'search with a negative share': (memory) => memory.search(canary, { minShare: -0.1 }),
  'search with a share above 1': (memory) => memory.search(canary, { minShare: 1.01 }),
  'search with share NaN': (memory) => memory.search(canary, { minShare: Number.NaN }),
  'search with share Infinity': (memory) => memory.search(canary, { minShare: Number.POSITIVE_INFINITY }),
  'search with a word as share': (memory) => memory.search(canary, { minShare: 'half' }),
  'search with a list as share': (memory) => memory.search(canary, { minShare: [0.5] }),
  'search with a word as full': (memory) => memory.search(canary, { full: 'yes' }),
  'search with a number as full': (memory) => memory.search(canary, { full: 1 }),
  'search with both type filters': (memory) =>
    memory.search(canary, { types: ['profile'], typesExclude: ['decision'] }),
  'search with a string as types': (memory) => memory.search(canary, { types: 'profile' }),
  'search with numbers as types': (memory) => memory.search(canary, { types: [7] }),
  'search with no types': (memory) => memory.search(canary, { types: [] }),
  'search with an empty prefix': (memory) => memory.search(canary, { topicKeyPrefix: '' }),
  'search with a blank session': (memory) => memory.search(canary, { session: ' ' }),
  'search with both names of the types to leave out': (memory) =>
    memory.search(canary, { typesExclude: ['profile'], excludeTypes: ['profile'] }),
  'search after no time': (memory) => memory.search(canary, { createdAfter: canary }),
  'search with a misspelled option': (memory) => memory.search(canary, { limits: 5 }),
  'search as another user': (memory) => memory.search(canary, { userId: 'bob' }),
  'get nothing': (memory) => memory.get(),
  'get 0': (memory) => memory.get(0),
  'get a negative id': (memory) => memory.get(-1),
  'get a broken id': (memory) => memory.get(1.5),
  'get NaN': (memory) => memory.get(Number.NaN),
  'get Infinity': (memory) => memory.get(Number.POSITIVE_INFINITY),
  'get an id beyond exact numbers': (memory) => memory.get(2 ** 53),
  'get a blank topic key': (memory) => memory.get(' '),
  'get an array': (memory) => memory.get([1]),
  'get null': (memory) => memory.get(null),
  'timeline of 0': (memory) => memory.timeline(0),
  'timeline of an object': (memory) => memory.timeline({ id: canary }),
  'timeline with a negative window': (memory) => memory.timeline(1, { before: -1 }),
  'timeline with a broken window': (memory) => memory.timeline(1, { after: 0.5 }),
  'timeline with a misspelled option': (memory) => memory.timeline(1, { befor: 1 }),
  'list with limit 0': (memory) => memory.list({ limit: 0 }),
  'list with a broken limit': (memory) => memory.list({ limit: 2.5 }),
  'list with a number as cursor': (memory) => memory.list({ cursor: 7 }),
  'list with an endless cursor': (memory) => memory.list({ cursor: canary.repeat(100) }),
  'list with an empty prefix': (memory) => memory.list({ topicKeyPrefix: '' }),
  'list with a number as session': (memory) => memory.list({ session: 7 }),
  'list before an object': (memory) => memory.list({ updatedBefore: {} }),
  'list in an order that there is not': (memory) => memory.list({ order: canary }),
  'list with both type filters': (memory) => memory.list({ types: ['profile'], typesExclude: ['decision'] }),
  'list with no types': (memory) => memory.list({ types: [] }),
  'list with a misspelled option': (memory) => memory.list({ prefix: canary }),
  'forget 0': (memory) => memory.forget(0),
  'forget a switch': (memory) => memory.forget(true),
  'update a field that there is not': (memory) => memory.update(1, { colour: canary }),
  'update with a number as title': (memory) => memory.update(1, { title: 1 }),
  'update to nothing': (memory) => memory.update(1),
  'forget nothing': (memory) => memory.forget(),
  'forget with a misspelled option': (memory) => memory.forget(1, { explained: true }),
  'list sessions with limit 0': (memory) => memory.listSessions({ limit: 0 }),
  'list sessions in an unknown order': (memory) => memory.listSessions({ order: canary }),
  'list sessions with an endless cursor': (memory) => memory.listSessions({ cursor: canary.repeat(100) }),
  'list sessions with a misspelled option': (memory) => memory.listSessions({ limits: 1 }),
  'get a session without an id': (memory) => memory.getSession(),
  'get a session by a number': (memory) => memory.getSession(7),
  'get a session by an endless id': (memory) => memory.getSession(canary.repeat(100)),
  'update a session with nothing': (memory) => memory.updateSession(canary),
  'update a session with a number': (memory) => memory.updateSession(canary, { summary: 7 }),
  'update a session with a blank summary': (memory) => memory.updateSession(canary, { summary: ' ' }),
  'update a session with an unknown field': (memory) =>
    memory.updateSession(canary, { summary: 'over', status: canary }),
  'forget a session without an id': (memory) => memory.forgetSession(),
  'forget a session by an object': (memory) => memory.forgetSession({ canary }),
  'end a session with nothing': (memory) => memory.endSession(),
  'end a session with a number': (memory) => memory.endSession(7),
  'summarize with nothing': (memory) => memory.summarizeSession(),
  'summarize with an object': (memory) => memory.summarizeSession({ summary: canary }),
  'import nothing': (memory) => memory.import(),
  'import a number': (memory) => memory.import(7),
  'import numbers': (memory) => memory.import([7]),
}

/** Calls that a transport may read as a model meant them. */
const readable: ReadonlySet<string> = new Set([
  'save an empty topic key',
  'save a number as title',
  'save a number as topic key',
  'search a number',
  'search with a string as limit',
  'search with a string as types',
  'search with no types',
  'list with an empty prefix',
  'list with no types',
  'update with a number as title',
  'end a session with a number',
])

function needsOf(name: string): { readonly needs?: readonly Capability[] } {
  if (name.startsWith('import')) return { needs: ['transfer'] }
  return readable.has(name) ? { needs: ['exactInput'] } : {}
}

/** Input of every wrong kind, and a memory that was closed. */
export const inputCases: readonly MemoryCase[] = [
  ...Object.entries(badCalls).map(([name, call]) =>
    memoryCase(
      `refuses to ${name}, and changes nothing`,
      async ({ forUser }) => {
        const alice = forUser('alice')
        await alice.startSession()
        const before = await alice.stats()
        await failsWith('invalid_input', () => call(alice as unknown as Untyped), [canary])
        assert.deepEqual(await alice.stats(), before)
      },
      needsOf(name),
    ),
  ),

  memoryCase('answers closed after the close, and closes twice', async ({ forUser, close }) => {
    const alice = forUser('alice')
    await alice.save(draft)
    await close()
    await close()
    const calls = [
      () => alice.save(draft),
      () => alice.search(canary),
      () => alice.get(1),
      () => alice.timeline(1),
      () => alice.list(),
      () => alice.stats(),
      () => alice.startSession(),
      () => alice.endSession(canary),
      () => alice.summarizeSession(canary),
      () => alice.forget(1),
      () => alice.forget(1, { explain: true }),
      () => alice.listSessions(),
      () => alice.getSession(canary),
      () => alice.updateSession(canary, { summary: canary }),
      () => alice.forgetSession(canary),
      () => alice.erase(),
      () => collect(alice.export()),
      () => alice.import([]),
      () => forUser('bob').stats(),
    ]
    for (const call of calls) await failsWith('closed', call, [canary])
  }),

  memoryCase('finishes what was called before the close', async ({ forUser, close }) => {
    const saves = Array.from({ length: 10 }, (_, index) =>
      forUser('alice').save({ ...draft, title: `${index}` }),
    )
    const [saved] = await Promise.all([Promise.all(saves), close()])
    assert.deepEqual(
      saved.map(({ id }) => id),
      saves.map((_, index) => index + 1),
    )
  }),
]

type Untyped = Readonly<Record<keyof UserMemory, (...input: unknown[]) => unknown>>
