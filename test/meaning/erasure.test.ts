import { DatabaseSync } from 'node:sqlite'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { doctor } from '../../src/maintenance/index.ts'
import { packVector } from '../../src/search/sense/packed-vector.ts'
import { textsToEmbed } from '../../src/search/sense/windows.ts'
import { patience, random, rounds, seed } from '../fault/rounds.ts'
import { freshPath } from '../sqlite/fresh-folder.ts'
import { expectIntact, pagesWithRemains } from '../sqlite/inspect.ts'
import { testModel } from './model.ts'

const steps = rounds(60, 1_000)
const draft = (content: string): { type: string; title: string; content: string } => ({
  type: 'pattern',
  title: 'Note',
  content,
})

/** Bytes of a text's vectors, as a file would hold them. Any stretch of them that long is that vector and no other. */
async function bytesOf(text: string): Promise<Buffer[]> {
  const signal = new AbortController().signal
  const vectors = await testModel().embed(textsToEmbed('Note', text), { kind: 'document', signal })
  return vectors.map((vector) => Buffer.from(packVector(vector)!.values.buffer).subarray(0, 64))
}

function filesBeside(path: string): Buffer[] {
  return readdirSync(dirname(path)).map((name) => readFileSync(join(dirname(path), name)))
}

test(
  `R45 no vector of a text that is gone is left in any file (${steps} steps, seed ${seed})`,
  { timeout: patience },
  async () => {
    const path = freshPath()
    const clock = { now: Date.UTC(2026, 0, 5) }
    const options = { embedder: testModel(), clock: () => clock.now }
    const memory = await ILabMemory.fromPath(path, options)
    const next = random()
    const gone: string[] = []
    const kept = new Map<string, { user: string; id: number }>()
    const forgetAllOf = (user: string): void => {
      for (const [text, place] of kept) {
        if (place.user !== user) continue
        gone.push(text)
        kept.delete(text)
      }
    }
    for (let step = 0; step < steps; step++) {
      const userId = next() < 0.5 ? 'ada' : 'bob'
      const user = memory.forUser(userId)
      const own = [...kept].filter(([, place]) => place.user === userId)
      const [text, place] = own[Math.floor(next() * own.length)] ?? []
      const fresh = `word${step} ${`long${step} `.repeat(step % 5 === 0 ? 400 : 3)} word${step}x`
      const what = next()
      if (place === undefined || text === undefined || what < 0.5) {
        const { id } = await user.save(draft(fresh))
        kept.set(fresh, { user: userId, id })
        await memory.settled()
        continue
      }
      if (what < 0.65) await user.update(place.id, { content: fresh })
      else if (what < 0.85) await user.forget(place.id)
      else if (what < 0.9) await user.erase()
      else {
        await user.update(place.id, { expiresAt: new Date(clock.now + 10) })
        clock.now += 20
        await memory.sweep()
      }
      if (what >= 0.85 && what < 0.9) forgetAllOf(userId)
      else {
        gone.push(text)
        kept.delete(text)
        if (what < 0.65) kept.set(fresh, place)
      }
      await memory.settled()
      // An update alone scrubs no file: the next removal does.
      if (what < 0.65) continue
      const files = filesBeside(path)
      for (const old of gone)
        for (const bytes of await bytesOf(old))
          expect([old.slice(0, 8), files.some((file) => file.includes(bytes))]).toEqual([
            old.slice(0, 8),
            false,
          ])
      gone.length = 0
    }
    const [shown] = kept.keys()
    if (shown !== undefined) {
      const [bytes] = await bytesOf(shown)
      expect(filesBeside(path).some((file) => file.includes(bytes!))).toBe(true)
    }
    for (const user of ['ada', 'bob']) await memory.forUser(user).erase()
    await memory.close()
    using database = new DatabaseSync(path, { readOnly: true })
    expect(database.prepare('select count(*) as n from vector_chunk').get()).toEqual({ n: 0 })
    expect(pagesWithRemains(path)).toEqual([])
    expectIntact(path)
    expect((await doctor(path)).findings).toEqual([])
  },
)
