import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ILabMemory, MemoryError } from '../../src/index.ts'
import { copyMemory, readUserIds } from '../../src/maintenance/index.ts'
import { openSqliteStore } from '../../src/stores/sqlite/store.ts'
import { override } from '../planted-leaks/override.ts'
import { grownStore, kinds, openStore } from './fresh-store.ts'
import { freshPath, linesOf, expectSame, note, memoryWith, memoryThat } from './copied-memories.ts'

const ways = kinds.flatMap((from) => kinds.map((to) => [from, to] as const))

describe.each(ways)('from a %s to a %s', (from, to) => {
  test('every user moves whole, and a second call has nothing to do', async () => {
    const path = await grownStore(from, ['ada', 'bob', 'cyd'], 40)
    await using source = await openStore(from, path)
    await source.forUser('bob').pause({ saving: true })
    await source.forUser('cyd').search('zebra3', { purpose: 'copy' })
    await using target = await openStore(to, freshPath())
    const record = freshPath('copy.jsonl')
    const seen: number[] = []
    const onProgress = ({ users, total }: { users: number; total: number }): void =>
      void seen.push(users / total)
    const first = await copyMemory(source, target, readUserIds(path), { record, onProgress })
    expect(first).toMatchObject({ users: 3, copied: 3, sessions: 9, isComplete: true })
    expect(seen).toEqual([1 / 3, 2 / 3, 1])
    expect(statSync(record).mode & 0o777).toBe(0o600)
    await expectSame(source, target, ['ada', 'bob', 'cyd'])
    const second = await copyMemory(source, target, readUserIds(path), { record })
    expect(second).toMatchObject({ copied: 0, unchanged: 3, observations: 0 })
    // Without the record the exports are compared.
    expect(await copyMemory(source, target, readUserIds(path))).toMatchObject({ copied: 0, unchanged: 3 })
  })
})

test('a target in threads takes users, too', async () => {
  await using source = await memoryWith(['ada', 'bob'])
  await using target = await ILabMemory.fromDirectory(freshPath(), { threads: 2 })
  expect(await copyMemory(source, target, ['ada', 'bob'], { verify: true })).toMatchObject({ copied: 2 })
  await expectSame(source, target, ['ada', 'bob'])
})

test('a user larger than a batch moves whole, with versions', async () => {
  await using source = await ILabMemory.fromPath(freshPath('source'))
  const ada = source.forUser('ada')
  for (let i = 0; i < 13; i++)
    await ada.save(
      Array.from({ length: 100 }, (_, j) => ({ ...note(`${i} ${j}`), topicKey: `topic/${j % 90}/${i % 2}` })),
    )
  await using target = await ILabMemory.fromPath(freshPath())
  expect(await copyMemory(source, target, ['ada'], { final: true })).toMatchObject({ isComplete: true })
  await expectSame(source, target, ['ada'])
})

test('nothing is lost of what an application saves, forgets and erases meanwhile', async () => {
  const users = Array.from({ length: 8 }, (_, i) => `user-${i}`)
  await using source = await memoryWith(users)
  await using target = await ILabMemory.fromPath(freshPath())
  const record = freshPath('copy.jsonl')
  let isWriting = true
  const writer = async (userId: string, i: number): Promise<void> => {
    const user = source.forUser(userId)
    for (let round = 0; isWriting; round++) {
      const { id } = await user.save(note(`${userId} says ${round}`))
      if (round % 5 === 1) await user.forget(id)
      if (round % 7 === 2) await user.update(id, { content: `${userId} means ${round}` })
      if (round % 9 === 3) await user.endSession('so far')
      if (i === 0 && round % 20 === 19) await user.erase()
    }
  }
  const writers = users.map(writer)
  for (let call = 0; call < 3; call++) await copyMemory(source, target, users, { record })
  isWriting = false
  await Promise.all(writers)
  const report = await copyMemory(source, target, users, { record, final: true })
  expect(report).toMatchObject({ unsettled: 0, refused: 0, isComplete: true })
  await expectSame(source, target, users)
  expect(existsSync(record)).toBe(false)
})

test('a user who never rests is told of, and the last call fails', async () => {
  const store = await openSqliteStore(freshPath('source'))
  await using plain = new ILabMemory(store)
  const save = (): Promise<unknown> => plain.forUser('ada').save(note(`saved at ${performance.now()}`))
  await save()
  await using source = new ILabMemory(
    override(store, {
      exportUser: async function* (userId, now) {
        yield* store.exportUser(userId, now)
        await save()
      },
    }),
  )
  await using target = await ILabMemory.fromPath(freshPath())
  const record = freshPath('copy.jsonl')
  expect(await copyMemory(source, target, ['ada'], { record })).toMatchObject({
    copied: 1,
    unsettled: 1,
    isComplete: false,
  })
  await expect(copyMemory(source, target, ['ada'], { record, final: true })).rejects.toMatchObject({
    code: 'busy',
  })
  expect(await copyMemory(plain, target, ['ada'], { record, final: true })).toMatchObject({
    isComplete: true,
  })
  await expectSame(plain, target, ['ada'])
})

test('a change that counts and times do not show is found by the last call', async () => {
  await using source = await memoryWith(['ada'])
  await using target = await ILabMemory.fromPath(freshPath())
  const record = freshPath('copy.jsonl')
  await copyMemory(source, target, ['ada'], { record })
  await source.forUser('ada').pause({ recall: true })
  expect(await copyMemory(source, target, ['ada'], { record })).toMatchObject({ unchanged: 1 })
  expect(await copyMemory(source, target, ['ada'], { record, final: true })).toMatchObject({ copied: 1 })
  await expectSame(source, target, ['ada'])
})

describe('memory that the target has of its own', () => {
  test('stays as it is, and is told of', async () => {
    await using source = await memoryWith(['ada', 'bob'])
    await using target = await memoryWith(['cyd'])
    await target.forUser('ada').save(note('was here before'))
    const before = await linesOf(target, 'ada')
    const report = await copyMemory(source, target, ['ada', 'bob'], { final: true })
    expect(report).toMatchObject({ copied: 1, refused: 1, isComplete: false })
    expect(report.refusals).toMatchObject([{ userId: 'ada', code: 'conflict', line: null }])
    expect(await linesOf(target, 'ada')).toEqual(before)
    expect(await target.forUser('cyd').stats()).toMatchObject({ observations: 1 })
  })

  test('so it is after the change-over: a late copy takes nothing back', async () => {
    await using source = await memoryWith(['ada'])
    await using target = await ILabMemory.fromPath(freshPath())
    const record = freshPath('copy.jsonl')
    await copyMemory(source, target, ['ada'], { record, final: true })
    await target.forUser('ada').save(note('after the change-over'))
    const after = await linesOf(target, 'ada')
    expect(await copyMemory(source, target, ['ada'], { record })).toMatchObject({ refused: 1 })
    expect(await linesOf(target, 'ada')).toEqual(after)
  })

  test('and before it: what an application wrote too early is not replaced', async () => {
    await using source = await memoryWith(['ada'])
    await using target = await ILabMemory.fromPath(freshPath())
    const record = freshPath('copy.jsonl')
    await copyMemory(source, target, ['ada'], { record })
    await target.forUser('ada').save(note('too early'))
    await source.forUser('ada').save(note('later'))
    const report = await copyMemory(source, target, ['ada'], { record })
    expect(report.refusals).toMatchObject([
      { code: 'conflict', reason: expect.stringContaining('written to') },
    ])
    expect(await target.forUser('ada').search('early')).toHaveLength(1)
  })
})

test('a user that the source erases is erased at the target, listed or not', async () => {
  await using source = await memoryWith(['ada', 'bob', 'cyd'])
  await using target = await memoryWith(['eve'])
  const record = freshPath('copy.jsonl')
  await copyMemory(source, target, ['ada', 'bob', 'cyd'], { record })
  for (const userId of ['ada', 'bob']) await source.forUser(userId).erase()
  expect(await copyMemory(source, target, ['ada', 'cyd', 'eve'], { record })).toMatchObject({
    users: 1,
    erased: 2,
    isComplete: true,
  })
  await expectSame(source, target, ['ada', 'bob', 'cyd'])
  // What no copy wrote stays, also where the source does not know the user.
  expect(await target.forUser('eve').stats()).toMatchObject({ observations: 1 })
})

test('what the target refuses is told by user, record and field; the others are copied', async () => {
  await using source = await ILabMemory.fromPath(freshPath('source'), { observationTypes: ['mood'] })
  for (const userId of ['ada', 'bob', 'cyd']) await source.forUser(userId).save(note('plain'))
  await source.forUser('bob').save({ type: 'mood', title: 'Today', content: 'in good spirits' })
  await source.forUser('cyd').save(note('longer than the target takes'))
  await using target = await ILabMemory.fromPath(freshPath(), { limits: { contentLength: 20 } })
  const report = await copyMemory(source, target, ['ada', 'bob', 'cyd'])
  expect(report).toMatchObject({ copied: 1, refused: 2, isComplete: false })
  expect(report.refusals.toSorted((a, b) => (a.userId < b.userId ? -1 : 1))).toMatchObject([
    { userId: 'bob', code: 'invalid_input', field: 'type', line: 4 },
    { userId: 'cyd', code: 'invalid_input', field: 'content', line: 4 },
  ])
  expect(JSON.stringify(report)).not.toContain('spirits')
})

test('a dry run checks every record, and writes nothing', async () => {
  await using source = await ILabMemory.fromPath(freshPath('source'), { observationTypes: ['mood'] })
  await source.forUser('ada').save(note('plain'))
  await source.forUser('bob').save({ type: 'mood', title: 'Today', content: 'in good spirits' })
  await using target = await ILabMemory.fromPath(freshPath())
  const record = freshPath('copy.jsonl')
  const report = await copyMemory(source, target, ['ada', 'bob'], { record, dryRun: true })
  expect(report).toMatchObject({ copied: 1, observations: 1, sessions: 1, refused: 1 })
  expect(await target.forUser('ada').stats()).toMatchObject({ observations: 0, sessions: 0 })
  expect(existsSync(record)).toBe(false)
})

test('a target that drops records is not taken for a copy', async () => {
  await using source = await memoryWith(['ada'])
  await using target = await memoryThat(
    (importRecords) => (userId, records, at) => importRecords(userId, records.slice(0, -1), at),
  )
  const report = await copyMemory(source, target, ['ada'], { verify: true })
  expect(report.refusals).toMatchObject([
    { code: 'conflict', reason: expect.stringContaining('to the byte') },
  ])
})

describe('the record of a copy', () => {
  test('may end in the middle of a line, as after a kill', async () => {
    await using source = await memoryWith(['ada', 'bob'])
    await using target = await ILabMemory.fromPath(freshPath())
    const record = freshPath('copy.jsonl')
    await copyMemory(source, target, ['ada', 'bob'], { record })
    const text = readFileSync(record, 'utf8')
    writeFileSync(record, text.slice(0, -20))
    await source.forUser('ada').save(note('more'))
    await source.forUser('bob').save(note('more'))
    expect(await copyMemory(source, target, ['ada', 'bob'], { record })).toMatchObject({ copied: 2 })
    expect(await copyMemory(source, target, ['ada', 'bob'], { record })).toMatchObject({ unchanged: 2 })
    await expectSame(source, target, ['ada', 'bob'])
  })

  test('of another kind is refused', async () => {
    await using source = await memoryWith(['ada'])
    await using target = await ILabMemory.fromPath(freshPath())
    const record = freshPath('copy.jsonl')
    writeFileSync(record, 'mine\n')
    await expect(copyMemory(source, target, ['ada'], { record })).rejects.toMatchObject({ code: 'corrupt' })
    expect(readFileSync(record, 'utf8')).toBe('mine\n')
  })
})

test('a store failure ends the copy, and what is wrong with the call is refused', async () => {
  await using source = await memoryWith(['ada', 'bob'])
  await using target = await memoryThat(
    () => () => Promise.reject(new MemoryError('storage', 'it is broken')),
  )
  await expect(copyMemory(source, target, ['ada', 'bob'])).rejects.toMatchObject({ code: 'storage' })
  await expect(copyMemory(source, source, ['ada'])).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(copyMemory(source, target, [''])).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(copyMemory(source, target, ['ada'], { concurrency: 0 })).rejects.toMatchObject({
    field: 'concurrency',
  })
})
