import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryFiles } from '../../src/adapters/anthropic/index.ts'
import { keyOf } from '../../src/adapters/anthropic/paths.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../src/testing/index.ts'
import { openFile } from './memories.ts'
import { at, newFiles, head, missing } from './anthropic-files.ts'

/**
 * The behaviours of the SDK's own tool over a local folder, as @anthropic-ai/sdk 1.14.0 has it and the tests of 0.120.0
 * check it, without those of a disk: symbolic links and permissions.
 */
describe('create', () => {
  test('keeps a file', async () => {
    const user = (await openFile()).forUser('ada')
    const files = memoryFiles(user)
    expect(await files.create({ path: at('note.txt'), file_text: 'Hello' })).toBe(
      'File created successfully at: /memories/note.txt',
    )
    expect(await user.get('memories/note.txt')).toMatchObject({ content: 'Hello', type: 'item' })
  })

  test('makes the folders around it', async () => {
    const files = await newFiles()
    const path = at('deep/nested/note.txt')
    expect(await files.create({ path, file_text: 'x' })).toBe(`File created successfully at: ${path}`)
    expect(await files.view({ path })).toBe(`${head(path)}     1\tx`)
  })

  test('refuses a file that exists, and keeps its content', async () => {
    const files = await newFiles({ a: 'first' })
    await expect(files.create({ path: at('a'), file_text: 'second' })).rejects.toThrow(
      'File /memories/a already exists',
    )
    expect(await files.view({ path: at('a') })).toContain('first')
  })

  test('refuses a folder that exists, and a file as a folder', async () => {
    const files = await newFiles({ 'a/b': 'x' })
    await expect(files.create({ path: at('a'), file_text: '' })).rejects.toThrow('already exists')
    await expect(files.create({ path: at('a/b/c'), file_text: '' })).rejects.toThrow(
      'The path /memories/a/b is not a directory.',
    )
  })
})

describe('view', () => {
  test('shows a file with line numbers', async () => {
    const files = await newFiles({ a: 'one\ntwo\nthree' })
    expect(await files.view({ path: at('a') })).toBe(
      `${head(at('a'))}     1\tone\n     2\ttwo\n     3\tthree`,
    )
  })

  test('shows a folder, two levels deep, without what is hidden', async () => {
    const files = await newFiles({
      'dir/b.txt': 'x'.repeat(1536),
      'dir/a.txt': 'ab',
      'dir/sub/c.txt': 'abc',
      'dir/sub/deep/d.txt': '',
      'dir/.hidden': 'x',
      'dir/node_modules/e': 'x',
      other: 'x',
    })
    expect(await files.view({ path: at('dir') })).toBe(
      [
        "Here're the files and directories up to 2 levels deep in /memories/dir, excluding hidden items and node_modules:",
        '1.5K\t/memories/dir',
        '2B\t/memories/dir/a.txt',
        '1.5K\t/memories/dir/b.txt',
        '3B\t/memories/dir/sub/',
        '3B\t/memories/dir/sub/c.txt',
        '0B\t/memories/dir/sub/deep/',
      ].join('\n'),
    )
    expect(await files.view({ path: '/memories' })).toContain('/memories/dir/')
  })

  test('shows an empty folder where there is nothing yet', async () => {
    expect(await (await newFiles()).view({ path: '/memories' })).toMatch(/:\n0B\t\/memories$/)
  })

  test('shows a folder of any number of files', async () => {
    const files = await newFiles(Object.fromEntries(Array.from({ length: 230 }, (_, i) => [`f${i}`, 'x'])))
    expect((await files.view({ path: '/memories' })).split('\n')).toHaveLength(232)
  })

  test.for([
    [[2, 4], '     2\ttwo\n     3\tthree\n     4\tfour'],
    [[4, -1], '     4\tfour\n     5\tfive'],
    [[0, 1], '     1\tone'],
  ] as const)('shows the lines %j', async ([range, lines]) => {
    const files = await newFiles({ a: 'one\ntwo\nthree\nfour\nfive' })
    expect(await files.view({ path: at('a'), view_range: range })).toBe(`${head(at('a'))}${lines}`)
  })

  test('refuses a path with nothing behind it', async () => {
    await expect((await newFiles()).view({ path: at('none') })).rejects.toThrow(missing(at('none')))
  })

  test('refuses a file with too many lines', async () => {
    const memory = new ILabMemory(createReferenceStore(), { limits: { contentLength: 6_000_000 } })
    const files = memoryFiles(memory.forUser('ada'))
    await files.create({ path: at('huge'), file_text: Array(1_000_000).fill('line').join('\n') })
    await expect(files.view({ path: at('huge') })).rejects.toThrow('Maximum is 999,999 lines')
  })
})

describe('str_replace', () => {
  test('replaces a text and shows the lines around it', async () => {
    const files = await newFiles({ a: 'one\ntwo\nold\nfour\nfive\nsix' })
    expect(await files.str_replace({ path: at('a'), old_str: 'old', new_str: '$& new' })).toBe(
      'The memory file has been edited. Here is the snippet showing the change (with line numbers):\n' +
        '     1\tone\n     2\ttwo\n     3\t$& new\n     4\tfour\n     5\tfive',
    )
    expect(await files.view({ path: at('a') })).toContain('     3\t$& new\n')
  })

  test('replaces a text of several lines', async () => {
    const files = await newFiles({ a: 'one\ntwo\nthree' })
    await files.str_replace({ path: at('a'), old_str: 'one\ntwo', new_str: 'two' })
    expect(await files.view({ path: at('a') })).toBe(`${head(at('a'))}     1\ttwo\n     2\tthree`)
  })

  test('refuses a text that is not there', async () => {
    const files = await newFiles({ a: 'Hello' })
    for (const text of ['Bye', ''])
      await expect(files.str_replace({ path: at('a'), old_str: text, new_str: 'x' })).rejects.toThrow(
        `No replacement was performed, old_str \`${text}\` did not appear verbatim in /memories/a.`,
      )
  })

  test('refuses a text that is there more than once', async () => {
    const files = await newFiles({ a: 'Hi\nmiddle\nHi', b: 'Hi Hi' })
    const command = { old_str: 'Hi', new_str: 'x' }
    await expect(files.str_replace({ path: at('a'), ...command })).rejects.toThrow(
      'No replacement was performed. Multiple occurrences of old_str `Hi` in lines: 1, 3. Please ensure it is unique',
    )
    await expect(files.str_replace({ path: at('b'), ...command })).rejects.toThrow('in lines: 1.')
  })

  test('refuses a path with nothing behind it, and a folder', async () => {
    const files = await newFiles({ 'a/b': 'x' })
    const command = { old_str: 'x', new_str: 'y' }
    await expect(files.str_replace({ path: at('no'), ...command })).rejects.toThrow(missing(at('no')))
    await expect(files.str_replace({ path: at('a'), ...command })).rejects.toThrow('is not a file.')
  })
})

describe('insert', () => {
  test.for([
    [0, 'NEW\none\ntwo'],
    [1, 'one\nNEW\ntwo'],
    [2, 'one\ntwo\nNEW'],
  ] as const)('puts a text behind line %i', async ([line, content]) => {
    const user = (await openFile()).forUser('ada')
    const files = memoryFiles(user)
    await files.create({ path: at('a'), file_text: 'one\ntwo' })
    expect(await files.insert({ path: at('a'), insert_line: line, insert_text: 'NEW\n' })).toBe(
      'The file /memories/a has been edited.',
    )
    expect((await user.get('memories/a'))?.content).toBe(content)
  })

  test('refuses a path with nothing behind it', async () => {
    const command = { path: at('no'), insert_line: 0, insert_text: 'x' }
    await expect((await newFiles()).insert(command)).rejects.toThrow(missing(at('no')))
  })

  test.for([10, -1, 1.5])('refuses line %d of a file of two', async (line) => {
    const files = await newFiles({ a: 'one\ntwo' })
    await expect(files.insert({ path: at('a'), insert_line: line, insert_text: 'x' })).rejects.toThrow(
      `Invalid \`insert_line\` parameter: ${line}. It should be within the range of lines of the file: [0, 2]`,
    )
  })
})

describe('delete', () => {
  test('removes a file', async () => {
    const files = await newFiles({ a: 'x', ab: 'y' })
    expect(await files.delete({ path: at('a') })).toBe('Successfully deleted /memories/a')
    await expect(files.view({ path: at('a') })).rejects.toThrow(missing(at('a')))
    expect(await files.view({ path: at('ab') })).toContain('y')
  })

  test('removes a folder with all below it, and nothing beside it', async () => {
    const files = await newFiles({ 'dir/a': 'x', 'dir/b/c': 'x', 'dir2/a': 'y' })
    expect(await files.delete({ path: at('dir') })).toBe('Successfully deleted /memories/dir')
    await expect(files.view({ path: at('dir/b/c') })).rejects.toThrow('does not exist')
    expect(await files.view({ path: at('dir2/a') })).toContain('y')
  })

  test('refuses a path with nothing behind it', async () => {
    await expect((await newFiles()).delete({ path: at('no') })).rejects.toThrow(
      'The path /memories/no does not exist',
    )
  })

  test.for(['/memories', '/memories/', '/memories/.'])('refuses the whole folder as %s', async (path) => {
    await expect((await newFiles()).delete({ path })).rejects.toThrow(
      'Cannot delete the /memories directory itself',
    )
  })
})

describe('rename', () => {
  test('moves a file, also into a new folder', async () => {
    const files = await newFiles({ a: 'text' })
    expect(await files.rename({ old_path: at('a'), new_path: at('b') })).toBe(
      'Successfully renamed /memories/a to /memories/b',
    )
    await files.rename({ old_path: at('b'), new_path: at('new/dir/c') })
    expect(await files.view({ path: at('new/dir/c') })).toContain('text')
    await expect(files.view({ path: at('b') })).rejects.toThrow('does not exist')
  })

  test('moves a folder', async () => {
    const files = await newFiles({ 'dir/a': 'A', 'dir/b/c': 'C' })
    await files.rename({ old_path: at('dir'), new_path: at('moved') })
    expect(await files.view({ path: at('moved/b/c') })).toContain('C')
    await expect(files.view({ path: at('dir') })).rejects.toThrow('does not exist')
  })

  test('refuses a source that is not there', async () => {
    const files = await newFiles()
    await expect(files.rename({ old_path: at('no'), new_path: at('b') })).rejects.toThrow(
      'The path /memories/no does not exist',
    )
  })

  test('refuses a destination that is there, and keeps both', async () => {
    const files = await newFiles({ a: 'A', 'b/c': 'C' })
    for (const to of [at('a'), at('b'), at('b/c')])
      await expect(files.rename({ old_path: at('a'), new_path: to })).rejects.toThrow(
        `The destination ${to} already exists`,
      )
    expect(await files.view({ path: at('a') })).toContain('A')
  })

  test('refuses the whole folder, and a place inside itself', async () => {
    const files = await newFiles({ 'a/b': 'x' })
    await expect(files.rename({ old_path: '/memories', new_path: at('x') })).rejects.toThrow('Cannot rename')
    await expect(files.rename({ old_path: at('a'), new_path: at('a/c') })).rejects.toThrow('inside itself')
  })
})

describe('paths', () => {
  test.for(['/other/x', 'memories/x', '/memoriesx', '/memories_backup/x', '', '/'])(
    'outside the folder are refused: %j',
    async (path) => {
      const files = await newFiles()
      await expect(files.create({ path, file_text: 'x' })).rejects.toThrow('Path must start with /memories')
    },
  )

  test.for(['/memories/../../etc/passwd', '/memories/../memories_backup/x', '/memories/a/../b'])(
    'that lead up are refused: %j',
    async (path) => {
      const files = await newFiles()
      for (const call of [files.view({ path }), files.delete({ path })])
        await expect(call).rejects.toThrow(`Path ${path} would escape /memories directory`)
    },
  )

  test('are different files where they are different', () => {
    expect(keyOf(at('a/b'))).not.toBe(keyOf(at('a_b')))
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 4 })
      .filter((name) => !/[/<]/.test(name) && name !== '.' && name !== '..')
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => at(parts.join('/')))
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(keyOf(one) === keyOf(other)).toBe(one === other)
      }),
    )
  })

  test('hold no private text, and a path that is too long says so', async () => {
    const files = await newFiles()
    await expect(files.create({ path: at('<private>x</private>'), file_text: '' })).rejects.toThrow('private')
    await expect(files.create({ path: at('x'.repeat(1100)), file_text: '' })).rejects.toThrow(
      /^invalid_input: .*at most 1024 bytes/,
    )
    await expect(files.view({ path: 7 as never })).rejects.toThrow('path: must be of type string')
  })
})
