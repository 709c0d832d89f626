import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ILabMemory, type Embedder } from '../../src/index.ts'
import { readParaphrases } from './paraphrases.ts'
import type { Recalls } from './recall.ts'

/** Saves the paraphrases in a file, each in a session of its own, and asks their questions as an application would. */
export const paraphrasesByMemory = async (
  embedder: Embedder,
  mode: 'default' | 'conversation',
): Promise<Recalls> => {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-bench-paraphrases-'))
  try {
    await using memory = await ILabMemory.fromPath(join(folder, 'memory.db'), {
      embedder,
      embedding: 'manual',
      search: { mode },
    })
    const ada = memory.forUser('ada')
    const all = readParaphrases()
    const ids: number[] = []
    for (const [index, { title, content }] of all.entries()) {
      const sessionKey = `session ${index}`
      await ada.startSession({ key: sessionKey })
      ids.push((await ada.save({ type: 'item', title, content }, { sessionKey })).id)
    }
    await memory.embed()
    const recalls: [number, number][] = []
    for (const [index, { question }] of all.entries()) {
      if (question === undefined) continue
      const found = (await ada.search(question, { limit: 10 })).map(({ id }) => id)
      const at = (most: number): number => Number(found.slice(0, most).includes(ids[index]!))
      recalls.push([at(5), at(10)])
    }
    return recalls
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
