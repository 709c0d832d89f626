import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ILabMemory, type Draft, type MemoryError, type SaveResult } from '../../../src/index.ts'
import { startProgram } from '../../fault/program.ts'
import { freshPath } from '../fresh-folder.ts'
import { tracesOf } from '../inspect.ts'

const walHeader = 32
const frameHeader = 24

/** Counts the transactions in the log: the last frame of each holds the size of the file after it. */
function commitsIn(path: string): number {
  const log = readFileSync(`${path}-wal`)
  if (log.length < walHeader) return 0
  const frame = frameHeader + log.readUInt32BE(8)
  const salts = log.subarray(16, 24)
  let commits = 0
  for (let at = walHeader; at + frame <= log.length; at += frame) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break
    if (log.readUInt32BE(at + 4) !== 0) commits++
  }
  return commits
}

function draft(content: string, topicKey?: string): Draft {
  return { type: 'pattern', title: 'Note', content, ...(topicKey === undefined ? {} : { topicKey }) }
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    (error: MemoryError) => error.code,
  )
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

describe('saves in flight together', () => {
  test('R25 share one transaction, and those in a row have one each', async () => {
    const path = freshPath()
    await using memory = await ILabMemory.fromPath(path)
    const before = commitsIn(path)
    await Promise.all(numbers(60).map((i) => memory.forUser(`user-${i % 7}`).save(draft(`word ${i}`))))
    const together = commitsIn(path)
    expect(together - before).toBe(1)
    for (const i of numbers(10)) await memory.forUser('alice').save(draft(`word ${i}`))
    expect(commitsIn(path) - together).toBe(10)
  })

  test('R25 are spread over several transactions where they are many', async () => {
    const path = freshPath()
    await using memory = await ILabMemory.fromPath(path)
    const before = commitsIn(path)
    await Promise.all(numbers(640).map((i) => memory.forUser(`user-${i % 7}`).save(draft(`word ${i}`))))
    const commits = commitsIn(path) - before
    expect(commits).toBeGreaterThan(4)
    expect(commits).toBeLessThan(65)
  })

  test('fail alone: neighbours in the same transaction are kept, and of what failed nothing is', async () => {
    const path = freshPath()
    await using memory = await ILabMemory.fromPath(path, { quota: { observations: 2 } })
    const [alice, bob, carol, dave, erin] = ['alice', 'bob', 'carol', 'dave', 'erin'].map((id) =>
      memory.forUser(id),
    )
    const at = '2026-01-01T00:00:00.000Z'
    const orphan = {
      kind: 'observation',
      id: 1,
      session_id: 'no such session',
      type: 'pattern',
      title: 'T',
      content: 'C',
      topic_key: null,
      revision: 1,
      created_at: at,
      updated_at: at,
    }
    const before = commitsIn(path)
    const calls: readonly [Promise<unknown>, string][] = [
      [alice!.save(draft('first')), 'done'],
      [bob!.save(draft('first')), 'done'],
      [alice!.save(draft('second')), 'done'],
      [alice!.save(draft('one too many')), 'quota_exceeded'],
      [carol!.save(draft('first')), 'done'],
      [dave!.endSession('nothing to end'), 'no_active_session'],
      [bob!.save(draft('second')), 'done'],
      [erin!.import([JSON.stringify(orphan)]), 'invalid_input'],
      [carol!.save(draft('second')), 'done'],
      [alice!.save(draft('two too many')), 'quota_exceeded'],
    ]
    const outcomes = calls.map(([call]) => codeOf(call))
    expect(await Promise.all(outcomes)).toEqual(calls.map(([, outcome]) => outcome))
    expect(commitsIn(path) - before).toBeLessThanOrEqual(2)
    for (const user of [alice!, bob!, carol!]) {
      const { observations } = await user.list()
      expect(observations.map(({ id, content }) => [id, content])).toEqual([
        [2, 'second'],
        [1, 'first'],
      ])
    }
    expect(await alice!.search('many')).toEqual([])
    using reader = new DatabaseSync(path, { readOnly: true })
    expect(reader.prepare('select user_id from user').all()).toEqual(
      ['alice', 'bob', 'carol'].map((id) => ({ user_id: id })),
    )
  })

  test('keep the order in which each user called, and open one session', async () => {
    await using memory = await ILabMemory.fromPath(freshPath())
    const users = ['alice', 'bob', 'carol']
    const acknowledged: string[] = []
    const saves = numbers(300).map(async (i): Promise<SaveResult> => {
      const result = await memory.forUser(users[i % 3]!).save(draft(`word ${i}`))
      acknowledged.push(`${i % 3}:${result.id}`)
      return result
    })
    const results = await Promise.all(saves)
    expect(results.map(({ id }) => id)).toEqual(numbers(300).map((i) => Math.floor(i / 3) + 1))
    expect(acknowledged).toEqual(results.map(({ id }, i) => `${i % 3}:${id}`))
    expect(new Set(results.map(({ sessionId }) => sessionId)).size).toBe(3)
    for (const user of users) expect(await memory.forUser(user).stats()).toMatchObject({ sessions: 1 })
    const revisions = numbers(100).map((i) => memory.forUser('alice').save(draft(`revision ${i}`, 'a/topic')))
    expect((await Promise.all(revisions)).map(({ outcome }) => outcome).indexOf('created')).toBe(0)
    expect((await memory.forUser('alice').get(101))?.content).toBe('revision 99')
  })
})

describe('closing', () => {
  test('waits until everything in flight is acknowledged, and each of it is there', async () => {
    const path = freshPath()
    const memory = await ILabMemory.fromPath(path)
    const alice = memory.forUser('alice')
    let acknowledged = 0
    const saves = numbers(200).map(async (i) => {
      await alice.save(draft(`word ${i}`))
      acknowledged++
    })
    await memory.close()
    expect(acknowledged).toBe(200)
    await Promise.all([...saves, memory.close()])
    await using again = await ILabMemory.fromPath(path)
    expect((await again.forUser('alice').stats()).observations).toBe(200)
  })

  test('makes every later call fail with `closed`, also those made while it waits', async () => {
    const memory = await ILabMemory.fromPath(freshPath())
    const alice = memory.forUser('alice')
    const before = alice.save(draft('before'))
    const closing = memory.close()
    const calls = (): Promise<unknown>[] => [
      alice.save(draft('after')),
      alice.search('before'),
      alice.get(1),
      alice.timeline(1),
      alice.list(),
      alice.stats(),
      alice.startSession(),
      alice.endSession('over'),
      alice.summarizeSession('so far'),
      alice.forget(1),
      alice.erase(),
      alice.import([]),
      Array.fromAsync(alice.export()),
    ]
    const during = await Promise.all(calls().map(codeOf))
    expect(new Set(during)).toEqual(new Set(['closed']))
    await closing
    expect(await before).toMatchObject({ outcome: 'created' })
    expect(new Set(await Promise.all(calls().map(codeOf)))).toEqual(new Set(['closed']))
  })

  test('ends an export that nobody goes on with', async () => {
    const memory = await ILabMemory.fromPath(freshPath())
    const alice = memory.forUser('alice')
    await alice.save(draft('word'))
    const lines = alice.export()[Symbol.asyncIterator]()
    await lines.next()
    await memory.close()
    const rest = Array.fromAsync({ [Symbol.asyncIterator]: () => lines })
    expect(await codeOf(rest)).toBe('closed')
  })
})

describe('R45 while an export is paused', () => {
  async function pausedExport(config: { busyTimeoutMs: number }) {
    const path = freshPath()
    const memory = await ILabMemory.fromPath(path, config)
    const alice = memory.forUser('alice')
    for (const word of ['kept', 'xforgottenword']) await alice.save(draft(word))
    const lines = alice.export()[Symbol.asyncIterator]()
    await lines.next()
    return { path, memory, alice, lines }
  }

  test('others go on saving while a forget waits for it, and the forget ends with it', async () => {
    const { path, memory, alice, lines } = await pausedExport({ busyTimeoutMs: 60_000 })
    let isForgotten = false
    const forgotten = alice.forget(2).finally(() => (isForgotten = true))
    for (const i of numbers(30)) {
      await memory.forUser('bob').save(draft(`word ${i}`))
      await alice.save(draft(`later ${i}`))
    }
    expect(isForgotten).toBe(false)
    expect(await alice.get(2)).toBeNull()
    await lines.return!()
    expect(await forgotten).toBe(true)
    expect(tracesOf(['xforgottenword'], path)).toEqual([])
    await memory.close()
  })

  test('a forget ends in `busy` where it may not wait, and finishes when called again', async () => {
    const { path, memory, alice, lines } = await pausedExport({ busyTimeoutMs: 20 })
    expect(await codeOf(alice.forget(2))).toBe('busy')
    expect(await alice.get(2)).toBeNull()
    expect(tracesOf(['xforgottenword'], path)).not.toEqual([])
    await memory.forUser('bob').save(draft('saved meanwhile'))
    const rest = await Array.fromAsync({ [Symbol.asyncIterator]: () => lines })
    expect(rest.join('\n')).toContain('xforgottenword')
    expect(await alice.forget(2)).toBe(false)
    expect(tracesOf(['xforgottenword'], path)).toEqual([])
    await memory.close()
  })
})

test('R29 what one process was acknowledged, another reads at once', { timeout: 60_000 }, async () => {
  const path = freshPath()
  await using memory = await ILabMemory.fromPath(path)
  const count = 60
  const writer = startProgram('writer', [path, 'w', '1', String(count)])
  let own = 0
  let taken = 0
  for (let seen = 0; seen < count; seen++) {
    const line = await writer.line((text, number) => number > taken && text.includes('"saved"'))
    taken = writer.lines.indexOf(line) + 1
    const { user, word, topic, id } = JSON.parse(line) as Record<'user' | 'word' | 'topic', string> & {
      id: number
    }
    const found = await memory.forUser(user).get(id)
    if (topic === null) expect(found?.content.split(' ')[0]).toBe(word)
    else expect(found?.topicKey).toBe(topic)
    await memory.forUser('shared').save(draft(`of the reader ${own++}`))
  }
  expect(await writer.ended).toMatchObject({ code: 0, stderr: '' })
  expect((await memory.forUser('shared').search('reader', { limit: 100 })).length).toBe(own)
})
