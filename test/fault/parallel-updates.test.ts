import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/client/index.ts'
import type { UserMemory } from '../../src/core/user-memory.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { storeSubjects } from '../stores-under-test.ts'
import { nodeOptions, startCommand } from './program.ts'
import { patience, rounds } from './rounds.ts'

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-parallel-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const races = rounds(20, 1_000)
const theme = { type: 'preference', title: 'UI theme', content: 'dark', topicKey: 'ui/theme' }

/** Counts the revisions that writers reach who all expect the same one, round after round. */
async function race(writers: readonly UserMemory[]): Promise<void> {
  await writers[0]!.save(theme)
  for (let revision = 1; revision <= races; revision++) {
    const outcomes = await Promise.allSettled(
      writers.map((writer, index) =>
        writer.update('ui/theme', { content: `${index} in ${revision}` }, { ifRevision: revision }),
      ),
    )
    const won = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value?.revision] : [],
    )
    expect(won).toEqual([revision + 1])
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'conflict', revision: revision + 1 })
  }
  expect(await writers[0]!.get('ui/theme')).toMatchObject({ revision: races + 1 })
}

async function serverOf(path: string): Promise<string> {
  const file = join(import.meta.dirname, '..', 'client', 'server-process.ts')
  const program = startCommand(process.execPath, [...nodeOptions, file, path])
  const line = await program.line((printed) => printed.startsWith('listening'))
  return `http://127.0.0.1:${line.split(' ')[1]}`
}

describe('of parallel updates that expect the same revision exactly one wins', () => {
  test.each(storeSubjects())('in $name', { timeout: patience }, async (subject) => {
    await using memory = new ILabMemory(await subject.open())
    const alice = memory.forUser('alice')
    await race([alice, alice, memory.forUser('alice')])
  })

  test('R58 two processes, each a server of the same file', { timeout: patience }, async () => {
    const path = join(folder, 'memory.db')
    // One after the other: the first makes the file.
    const urls = [await serverOf(path), await serverOf(path)]
    const writers = urls.map((url) => connect(url).forUser('alice'))
    await race(writers)
  })
})
