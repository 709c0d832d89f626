import { expect, test } from 'vitest'
import type { ILabMemory } from '../../src/index.ts'
import { copyMemory, type CopyMemoryReport } from '../../src/maintenance/index.ts'
import { freshPath, linesOf, expectSame, memoryWith, memoryThat } from './copied-memories.ts'

const hostile = [
  '__proto__',
  '../../etc/passwd',
  "ada';drop/**/table/**/user;--",
  '{"user_id":"bob"}',
  '"bob"',
  'ADA',
  'ada%00',
  'user_id',
  'ada\\n{"user_id":"bob"}',
] as const

async function copyHostile(target: ILabMemory): Promise<CopyMemoryReport> {
  await using source = await memoryWith(hostile)
  const report = await copyMemory(source, target, hostile, { record: freshPath('copy.jsonl') })
  await expectSame(source, target, hostile)
  return report
}

test('copying users of any id writes to no other user', async () => {
  await using target = await memoryWith(['ada', 'bob'])
  const before = await Promise.all(['ada', 'bob'].map((userId) => linesOf(target, userId)))
  expect(await copyHostile(target)).toMatchObject({ copied: hostile.length, isComplete: true })
  expect(await Promise.all(['ada', 'bob'].map((userId) => linesOf(target, userId)))).toEqual(before)
})

test('a planted leak, by which an import writes to another user, is seen', async () => {
  await using target = await memoryThat((importRecords) => async (userId, records, at) => {
    await importRecords('bob', records, at)
    return importRecords(userId, records, at)
  })
  await copyHostile(target)
  expect(await linesOf(target, 'bob')).not.toHaveLength(1)
})
