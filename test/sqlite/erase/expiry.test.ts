import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ILabMemory, type UserMemory } from '../../../src/index.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, expectTrueIndex, tracesOf } from '../inspect.ts'

const begin = Date.UTC(2026, 0, 5)
const hour = 3_600_000
const mark = 'xfleeting'

async function saveFleeting(user: UserMemory, count: number): Promise<void> {
  const save = (number: number, text: string) =>
    user.save(
      {
        type: 'discovery',
        title: `${mark} ${number}`,
        content: text.repeat(20),
        topicKey: `${mark}/${number}`,
        data: { [mark]: mark },
        source: mark,
        keywords: [`${mark}k`],
        ttlMs: hour,
      },
      { idempotencyKey: `${mark}-${number}-${text.trim()}` },
    )
  for (const text of [`${mark}a `, `${mark}b `])
    await Promise.all(Array.from({ length: count }, (_, number) => save(number, text)))
}

test('R60 the next write leaves no byte of what has expired', async () => {
  const path = freshPath()
  const clock = { now: begin }
  const memory = await ILabMemory.fromPath(path, { clock: () => clock.now })
  const [alice, bob] = [memory.forUser('alice'), memory.forUser('bob')]
  await saveFleeting(alice, 30)
  await bob.save({ type: 'profile', title: 'Kept', content: 'of bob' })
  clock.now += hour
  await alice.save({ type: 'profile', title: 'Kept', content: 'of alice' })
  expect(tracesOf([mark], path)).toEqual([])
  expect((await alice.stats()).observations).toBe(1)
  expect(await bob.get(1)).toMatchObject({ content: 'of bob' })
  await memory.close()
  expectIntact(path)
  expectTrueIndex(path)
  expect(await doctor(path)).toMatchObject({ findings: [] })
})

test('a sweep leaves no byte of what has expired, of any user, and says how far it is', async () => {
  const path = freshPath()
  const clock = { now: begin }
  const memory = await ILabMemory.fromPath(path, { clock: () => clock.now })
  for (const userId of ['alice', 'bob', 'carol']) {
    await saveFleeting(memory.forUser(userId), userId === 'alice' ? 120 : 5)
    await memory.forUser(userId).save({ type: 'profile', title: 'Kept', content: `of ${userId}` })
  }
  expect(await memory.sweep()).toEqual({ users: 0, observations: 0 })
  clock.now += hour
  const progress: number[] = []
  const swept = await memory.sweep({ onProgress: ({ observations }) => progress.push(observations) })
  expect(swept).toEqual({ users: 3, observations: 130 })
  expect(progress.at(-1)).toBe(130)
  expect(progress.length).toBe(4)
  expect(await memory.sweep()).toEqual({ users: 0, observations: 0 })
  expect(tracesOf([mark], path)).toEqual([])
  for (const userId of ['alice', 'bob', 'carol'])
    expect((await memory.forUser(userId).list()).observations).toMatchObject([{ content: `of ${userId}` }])
  await memory.close()
  expectIntact(path)
  expectTrueIndex(path)
  expect(await doctor(path)).toMatchObject({ findings: [] })
})

test('a folder of files is swept too, and a damaged file does no harm', async () => {
  const folder = freshPath()
  const clock = { now: begin }
  const memory = await ILabMemory.fromDirectory(folder, { clock: () => clock.now })
  for (let number = 0; number < 70; number++)
    await memory.forUser(`user-${number}`).save({ type: 'profile', title: 'T', content: mark, ttlMs: hour })
  clock.now += hour
  mkdirSync(join(folder, '00', '00'), { recursive: true })
  writeFileSync(join(folder, '00', '00', `${'0'.repeat(64)}.db`), 'no database')
  expect(await memory.sweep()).toEqual({ users: 70, observations: 70 })
  expect(await memory.sweep()).toEqual({ users: 0, observations: 0 })
  await memory.close()
})
