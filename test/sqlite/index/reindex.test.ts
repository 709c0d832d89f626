import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, expectTrueIndex, tracesOf } from '../inspect.ts'

const start = Date.UTC(2026, 4, 1)

/** Two users with sessions, revisions, gaps and every kind of word, written with stemming. */
async function englishFile(): Promise<string> {
  const path = freshPath()
  let now = start
  const memory = await ILabMemory.fromPath(path, { language: 'english', clock: () => (now += 60_000) })
  for (const user of [memory.forUser('alice'), memory.forUser('bob')]) {
    for (let i = 0; i < 70; i++) {
      await user.save({
        type: i % 3 === 0 ? 'decision' : 'pattern',
        title: `Gardening ${i}`,
        content: `${user.userId} was planting zebra${i} marigolds, größer 記憶の中 ${'and watering '.repeat(i % 5)}`,
        ...(i % 7 === 0 ? { topicKey: `area/${i % 14}` } : {}),
      })
    }
    await user.endSession('The season is over')
    await user.save({ type: 'profile', title: 'Name', content: `${user.userId} runs` })
    for (const id of [2, 66]) await user.forget(id)
  }
  await memory.close()
  return path
}

function open(path: string): Promise<ILabMemory> {
  return ILabMemory.fromPath(path, { language: 'none', clock: () => start })
}

/** A new file with the same data, written without stemming from the first word on. */
async function sameDataAnew(memory: ILabMemory): Promise<string> {
  const path = freshPath()
  const anew = await open(path)
  for (const userId of ['alice', 'bob']) {
    const lines = await Array.fromAsync(memory.forUser(userId).export())
    await anew.forUser(userId).import(lines)
  }
  await anew.close()
  return path
}

/** Everything that ranking reads, byte by byte. */
function rankingRecords(path: string): unknown {
  using database = new DatabaseSync(path, { readOnly: true })
  return {
    records: database.prepare('select key, data from document_chunk order by key').all(),
    types: database.prepare('select number, types from user order by number').all(),
    terms: database.prepare('select term, doc, offset from term_occurrence order by term, doc, offset').all(),
  }
}

async function answers(path: string): Promise<unknown[]> {
  const memory = await open(path)
  const queries = [
    'marigolds',
    'watering zebra7',
    'planting',
    'größer',
    '記憶',
    'finished',
    'runs',
    'zebra69',
  ]
  const searches = queries.flatMap((query) =>
    ['alice', 'bob'].map((user) => memory.forUser(user).search(query, { limit: 100, explain: true })),
  )
  const found = await Promise.all(searches)
  await memory.close()
  return found
}

describe('a file that is opened for another language', () => {
  test('is indexed anew: everything is found, and ranked as in a store that never had the other one', async () => {
    const path = await englishFile()
    const memory = await open(path)
    for (const query of ['marigolds', 'zebra69', 'größer', '記憶', 'runs'])
      expect(await memory.forUser('alice').search(query)).not.toEqual([])
    // Stems are gone, not only unused.
    expect(await memory.forUser('alice').search('plant')).toEqual([])
    const anew = await sameDataAnew(memory)
    await memory.close()
    expect(rankingRecords(path)).toEqual(rankingRecords(anew))
    const found = await answers(path)
    expect(found).toEqual(await answers(anew))
    expect(JSON.stringify(found)).toContain('zebra69')
    expectIntact(path)
    expectTrueIndex(path, 'none')
  })

  test('and back again holds what it held', async () => {
    const path = await englishFile()
    const before = rankingRecords(path)
    await (await open(path)).close()
    expect(rankingRecords(path)).not.toEqual(before)
    await (await ILabMemory.fromPath(path, { language: 'english' })).close()
    // Types are numbered anew in order of id, as a forgotten one may have been the first of its type.
    expectTrueIndex(path, 'english')
    expectIntact(path)
  })

  test('refuses the writes of a process that still has it open for the old one, and loses none', async () => {
    const path = await englishFile()
    const old = await ILabMemory.fromPath(path, { language: 'english' })
    const stays = await old
      .forUser('alice')
      .save({ type: 'pattern', title: 'Before', content: 'acknowledged' })
    const anew = await open(path)
    const alice = old.forUser('alice')
    const draft = { type: 'pattern', title: 'Note', content: 'written with stems' }
    for (const write of [alice.save(draft), alice.forget(1), alice.startSession(), alice.erase()])
      await expect(write).rejects.toMatchObject({
        code: 'newer_schema',
        message: expect.stringContaining('open'),
      })
    await old.close()
    await anew.forUser('alice').save(draft)
    expect(await anew.forUser('alice').search('acknowledged')).toMatchObject([{ id: stays.id }])
    await anew.close()
    expectTrueIndex(path, 'none')
    expectIntact(path)
  })

  test('R45 keeps no term of what is forgotten, neither as it was written nor as it was stemmed', async () => {
    const path = await englishFile()
    const memory = await open(path)
    const alice = memory.forUser('alice')
    const { observations } = await alice.list({ limit: 100 })
    for (const { id } of observations) await alice.forget(id)
    await memory.forUser('bob').erase()
    const words = ['marigold', 'zebra', 'garden', 'plant', 'water', 'größer', 'gröss', '記憶', 'runs']
    expect(tracesOf(words, path)).toEqual([])
    await memory.close()
    expect(tracesOf(words, path)).toEqual([])
    expectTrueIndex(path, 'none')
    expectIntact(path)
  })
})
