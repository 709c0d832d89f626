import { describe, expect, test } from 'vitest'
import { memoryFiles, type MemoryFiles } from '../../src/adapters/anthropic/index.ts'
import type { MemoryError } from '../../src/core/errors/errors.ts'
import { memories, openBroken } from './memories.ts'
import { at, missing } from './anthropic-files.ts'

describe.each(memories)('%s memory', (_kind, open) => {
  test('of parallel edits one wins, and the others are told', async () => {
    const memory = await open()
    const files = memoryFiles(memory.forUser('ada'))
    await files.create({ path: at('a'), file_text: 'count: 0' })
    const edits = await Promise.allSettled(
      Array.from({ length: 5 }, (_, i) =>
        files.str_replace({ path: at('a'), old_str: '0', new_str: `by ${i + 1}` }),
      ),
    )
    const failed = edits.flatMap((edit) => (edit.status === 'rejected' ? [String(edit.reason)] : []))
    expect(failed).toHaveLength(4)
    expect(failed.every((text) => /changed at the same time|did not appear/.test(text))).toBe(true)
    const created = await Promise.allSettled(
      [1, 2].map((i) => files.create({ path: at('new'), file_text: `${i}` })),
    )
    expect(created.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('of two users with the same paths each sees its own files', async () => {
    const memory = await open()
    const [ada, bob] = ['ada', 'bob'].map((userId) => memoryFiles(memory.forUser(userId))) as [
      MemoryFiles,
      MemoryFiles,
    ]
    await ada.create({ path: at('a'), file_text: 'of Ada' })
    await expect(bob.view({ path: at('a') })).rejects.toThrow('does not exist')
    await bob.create({ path: at('a'), file_text: 'of Bob' })
    await bob.delete({ path: at('a') })
    expect(await ada.view({ path: at('a') })).toContain('of Ada')
    expect(await bob.view({ path: '/memories' })).not.toContain('/memories/a')
  })

  test('a pause hides files, and keeps them as they are', async () => {
    const user = (await open()).forUser('ada')
    const files = memoryFiles(user)
    await files.create({ path: at('a'), file_text: 'secret' })
    await user.pause()
    expect(await files.view({ path: '/memories' })).toMatch(/\n0B\t\/memories$/)
    await expect(files.view({ path: at('a') })).rejects.toThrow(missing(at('a')))
    await expect(files.str_replace({ path: at('a'), old_str: 'secret', new_str: 'x' })).rejects.toThrow(
      missing(at('a')),
    )
    await expect(files.create({ path: at('b'), file_text: 'x' })).rejects.toThrow(/^paused: /)
  })

  test('files are found by a search, and private text is not kept', async () => {
    const user = (await open()).forUser('ada')
    await memoryFiles(user).create({
      path: at('guide.md'),
      file_text: 'Deploy on Friday.\n<private>password</private>',
    })
    expect(await user.search('deploy')).toMatchObject([{ topicKey: 'memories/guide.md' }])
    expect(await user.search('password')).toEqual([])
  })
})

test('a failing memory tells the model to go on, and the application why', async () => {
  const errors: MemoryError[] = []
  const files = memoryFiles((await openBroken()).forUser('ada'), { onError: (error) => errors.push(error) })
  const path = at('a')
  const calls = [
    files.view({ path: '/memories' }),
    files.create({ path, file_text: 'x' }),
    files.str_replace({ path, old_str: 'x', new_str: 'y' }),
    files.insert({ path, insert_line: 0, insert_text: 'x' }),
    files.delete({ path }),
    files.rename({ old_path: path, new_path: at('b') }),
  ]
  for (const call of calls) await expect(call).rejects.toThrow('go on without it')
  expect(errors.map(({ code }) => code)).toEqual(Array(6).fill('closed'))
})
