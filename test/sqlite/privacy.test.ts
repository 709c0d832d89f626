import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory, MemoryError, type UserMemory } from '../../src/index.ts'
import { canariesIn, lostWords, privacyCorpus, type PrivacyCase } from '../../src/testing/index.ts'
import { freshPath } from './fresh-folder.ts'
import { bytesBeside } from './inspect.ts'

type Way = (memory: UserMemory, privacyCase: PrivacyCase, number: number) => Promise<unknown>

/** Title and content as one text: a tag that was split over the two is whole in it. */
function whole({ title, content }: PrivacyCase): string {
  return title + content
}

function observationLine(
  fields: { title: string; content: string; topic_key: string | null; data?: object },
  id: number,
): string {
  const at = '2026-01-01T00:00:00.000Z'
  const rest = { revision: 1, created_at: at, updated_at: at }
  return JSON.stringify({
    kind: 'observation',
    id,
    session_id: 'imported',
    type: 'pattern',
    ...fields,
    ...rest,
  })
}

function sessionLine(id: string, summary: string | null): string {
  const at = '2026-01-01T00:00:00.000Z'
  const times = { started_at: at, ended_at: at, last_activity_at: at }
  return JSON.stringify({
    kind: 'session',
    id,
    status: 'completed',
    ...times,
    summary,
    is_auto_generated: false,
  })
}

function threadLine(thread: string, number: number, item: unknown): string {
  return JSON.stringify({ kind: 'thread_item', thread, number, item, created_at: '2026-01-01T00:00:00.000Z' })
}

function journalLine(purpose: string, number: number): string {
  const entry = { at: '2026-01-01T00:00:00.000Z', number, operation: 'get', ids: [], context_id: null }
  return JSON.stringify({ kind: 'journal', ...entry, purpose })
}

/** Every way for a text into a memory. */
const ways: Readonly<Record<string, Way>> = {
  'a title and a content': (memory, { title, content }) => memory.save({ type: 'discovery', title, content }),
  'a title': (memory, privacyCase, number) =>
    memory.save({ type: 'discovery', title: whole(privacyCase), content: `content ${number}` }),
  'a content': (memory, privacyCase, number) =>
    memory.save({ type: 'discovery', title: `title ${number}`, content: whole(privacyCase) }),
  'a draft of a batch': (memory, { title, content }, number) =>
    memory.save(
      [
        { type: 'item', title: 'First', content: `first ${number}` },
        { type: 'discovery', title, content, topicKey: 'batch' },
        { type: 'discovery', title: 'Last', content: `last ${number}`, topicKey: 'batch' },
      ],
      { idempotencyKey: `batch-${number}` },
    ),
  'a content that is revised': async (memory, privacyCase, number) => {
    await memory.save({ type: 'discovery', title: 'Plan', content: `content ${number}`, topicKey: 'a/plan' })
    return memory.save({ type: 'discovery', title: 'Plan', content: whole(privacyCase), topicKey: 'a/plan' })
  },
  'a proposal that is edited and approved': async (memory, { title, content }, number) => {
    const { id } = await memory.save({ type: 'discovery', title, content, status: 'pending' })
    await memory.update(id, { content: `${title}${content} ${number}` })
    return memory.approve(id)
  },
  'a topic key': (memory, privacyCase, number) =>
    memory.save({
      type: 'discovery',
      title: `key ${number}`,
      content: `key ${number}`,
      topicKey: whole(privacyCase),
    }),
  'strings and names in data': (memory, privacyCase, number) => {
    const text = whole(privacyCase)
    const draft = { type: 'discovery', title: `data ${number}`, content: `data ${number}` }
    return memory.save({ ...draft, data: { [text]: [text, { inner: text }], 'beside it': 1 } })
  },
  'a source': (memory, privacyCase, number) =>
    memory.save({ type: 'discovery', title: 'S', content: `source ${number}`, source: whole(privacyCase) }),
  keywords: (memory, privacyCase, number) =>
    memory.save({
      type: 'discovery',
      title: 'K',
      content: `word ${number}`,
      keywords: ['a', whole(privacyCase)],
    }),
  'an update of what is beside the text': async (memory, privacyCase, number) => {
    const { id } = await memory.save({ type: 'discovery', title: 'U', content: `update ${number}` })
    const text = whole(privacyCase)
    return memory.update(id, { data: { [text]: text }, source: text, keywords: [text] })
  },
  'what is beside the text in an import': (memory, privacyCase, number) => {
    const text = whole(privacyCase)
    const beside = { data: { [text]: [text] }, source: text, keywords: [text] }
    const texts = { title: 'B', content: `beside ${number}`, topic_key: null }
    return memory.import([sessionLine('imported', null), observationLine({ ...texts, ...beside }, number)])
  },
  'the summary that ends a session': async (memory, privacyCase) => {
    const [, ended] = await Promise.all([memory.startSession(), memory.endSession(whole(privacyCase))])
    return ended
  },
  'a summary while a session goes on': (memory, privacyCase) => memory.summarizeSession(whole(privacyCase)),
  'an item of a thread': (memory, privacyCase) => memory.thread('chat').append([whole(privacyCase)]),
  'texts deep in an item': (memory, privacyCase, number) =>
    memory.thread(`chat ${number}`).append([{ parts: [{ text: whole(privacyCase) }, 'next'] }, 'last']),
  'a key of an item': (memory, privacyCase) => memory.thread('chat').append([{ [whole(privacyCase)]: 1 }]),
  'the name of a thread': (memory, privacyCase) => memory.thread(whole(privacyCase)).append(['item']),
  'an item and a name of a thread in an import': (memory, privacyCase, number) =>
    memory.import([threadLine(number % 2 === 0 ? 'chat' : whole(privacyCase), number, [whole(privacyCase)])]),
  'the lines of an import': (memory, { title, content }, number) =>
    memory.import([
      sessionLine('imported', null),
      observationLine({ title, content, topic_key: null }, number),
    ]),
  'a topic key in an import': (memory, privacyCase, number) =>
    memory.import([
      sessionLine('imported', null),
      observationLine({ title: 'T', content: `imported ${number}`, topic_key: whole(privacyCase) }, number),
    ]),
  'a summary in an import': (memory, privacyCase, number) =>
    memory.import([sessionLine(`imported-${number}`, whole(privacyCase))]),
  'the purpose of a read': async (memory, privacyCase, number) => {
    await memory.save({ type: 'discovery', title: 'Read', content: `read ${number}` })
    await memory.context({ query: whole(privacyCase), purpose: whole(privacyCase) })
    return memory.search('read', { purpose: whole(privacyCase) })
  },
  'a purpose in an import': (memory, privacyCase, number) =>
    memory.import([journalLine(whole(privacyCase), number)]),
  'a query': (memory, privacyCase) => memory.search(whole(privacyCase), { explain: true }),
  'a prefix of topic keys': (memory, privacyCase) => memory.list({ topicKeyPrefix: whole(privacyCase) }),
  'conditions on source and data': (memory, privacyCase) =>
    memory.list({ source: whole(privacyCase), data: { [whole(privacyCase)]: whole(privacyCase) } }),
  'a key of a session': async (memory, privacyCase, number) => {
    const key = `${whole(privacyCase)} ${number}`
    await memory.startSession({ key })
    return memory.endSession(`done ${number}`, { key })
  },
  'a type': (memory, privacyCase) => memory.save({ type: whole(privacyCase), title: 'T', content: 'C' }),
  'a cursor': (memory, privacyCase) => memory.list({ cursor: whole(privacyCase) }),
}

/** The answer of a call, or the failure with all that it carries. */
async function outcomeOf(call: Promise<unknown>): Promise<{ said: string; isRefused: boolean }> {
  try {
    return { said: JSON.stringify(await call), isRefused: false }
  } catch (error) {
    expect(error).toBeInstanceOf(MemoryError)
    const { code, message, stack, cause } = error as MemoryError
    expect(code).toBe('invalid_input')
    return { said: JSON.stringify([message, stack, String(cause)]), isRefused: true }
  }
}

/** Canaries in the bytes of any file, by its name. */
function canariesOnDisk(path: string): string[] {
  return [...bytesBeside(path)].flatMap(([name, bytes]) =>
    canariesIn(bytes.toString('latin1')).map((canary) => `${canary} in ${name}`),
  )
}

/** Every row and every term: the index keeps beginnings that terms share only once, so that bytes alone can mislead. */
function everyRow(path: string): string {
  using database = new DatabaseSync(path, { readOnly: true })
  const tables = database
    .prepare(`select name from sqlite_schema where type = 'table' and name <> 'term_index'`)
    .all()
  const rows = tables.map(({ name }) => database.prepare(`select * from "${String(name)}"`).all())
  return JSON.stringify(rows)
}

async function everyItem(memory: UserMemory): Promise<unknown[]> {
  const { threads } = await memory.listThreads({ limit: 1_000 })
  const reads = threads.map(({ name }) => memory.thread(name).read({ last: 1_000 }))
  return [threads, ...(await Promise.all(reads))]
}

/** Everything that the memory gives out. */
async function everyResult(memory: UserMemory): Promise<string> {
  const lines = await Array.fromAsync(memory.export())
  const found = await memory.search('title content plan key secret', { limit: 10_000, explain: true })
  const listed = await memory.list({ limit: 1_000 })
  return JSON.stringify([
    lines,
    found,
    listed,
    await memory.startSession(),
    await memory.stats(),
    await everyItem(memory),
  ])
}

describe('R20 R23 nothing private reaches a file, a result or a failure', () => {
  test.each(Object.entries(ways))('R20 R23 written as %s', { timeout: 60_000 }, async (name, write) => {
    const path = freshPath()
    const memory = await ILabMemory.fromPath(path, { journal: true })
    const alice = memory.forUser('alice')
    const run = (privacyCase: PrivacyCase, i: number): ReturnType<typeof outcomeOf> =>
      outcomeOf(write(alice, privacyCase, i + 1))
    const outcomes = await Promise.all(privacyCorpus.map(run))
    expect(canariesIn(outcomes.map(({ said }) => said).join('\n'))).toEqual([])
    expect(canariesOnDisk(path)).toEqual([])
    const results = await everyResult(alice)
    expect(canariesIn(results)).toEqual([])
    expect(canariesIn(everyRow(path))).toEqual([])
    await memory.close()
    expect(canariesOnDisk(path)).toEqual([])
    // That everything was refused, or nothing was written, would prove nothing.
    const refused = outcomes.filter(({ isRefused }) => isRefused).length
    const isNeverTaken = name === 'a type' || name === 'a cursor'
    expect(refused).toBeLessThanOrEqual(isNeverTaken ? privacyCorpus.length : privacyCorpus.length / 4)
  })

  test('R20 what is not private is kept and found', async () => {
    const path = freshPath()
    await using memory = await ILabMemory.fromPath(path)
    const alice = memory.forUser('alice')
    for (const { title, content } of privacyCorpus) await alice.save({ type: 'discovery', title, content })
    const kept = (await Array.fromAsync(alice.export())).join('\n')
    expect(privacyCorpus.flatMap((privacyCase) => lostWords(privacyCase, kept))).toEqual([])
    const written = [...bytesBeside(path).values()].map(String).join('\n')
    expect(privacyCorpus.flatMap((privacyCase) => lostWords(privacyCase, written))).toEqual([])
  })
})
