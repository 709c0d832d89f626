import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { CommandLine } from './command.ts'

describe('options', () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })

  beforeAll(async () => {
    for (const [type, title] of [
      ['profile', 'Name'],
      ['preference', 'Theme'],
      ['decision', 'Invoice theme'],
    ] as const)
      await cli.run(['save', '--type', type, '--title', title, '--content', 'theme'])
  })

  test.each([
    [
      ['search', 'theme', '--types', 'preference,decision'],
      ['Theme', 'Invoice theme'],
    ],
    [['search', 'theme', '--types-exclude', 'preference, decision'], ['Name']],
    [['search', 'theme', '--limit', '1', '--types', 'profile'], ['Name']],
  ])('%s', async (args, titles) => {
    const { results } = (await cli.json(args)) as { results: { title: string }[] }
    expect(results.map(({ title }) => title).toSorted()).toEqual(titles.toSorted())
  })

  test('--min-share leaves out weak results, and --full shows whole texts', async () => {
    const all = (await cli.json(['search', 'invoice theme'])) as { results: { title: string }[] }
    expect(all.results.length).toBeGreaterThan(1)
    for (const share of ['1', '1.0', '.999']) {
      const { results } = (await cli.json(['search', 'invoice theme', '--min-share', share])) as typeof all
      expect(results.map(({ title }) => title)).toEqual(['Invoice theme'])
    }
    const args = ['search', 'invoice theme', '--min-share', '.99', '--full']
    const [whole] = ((await cli.json(args)) as { results: { id: number }[] }).results
    const { observation } = (await cli.json(['get', String(whole?.id)])) as { observation: object }
    expect(whole).toMatchObject(observation)
    expect((await cli.run(args)).stdout).toMatch(/^#\d Invoice theme {2}.*\n( {4}.+\n)+$/)
    for (const share of ['half', '1e-3', '', '-0.1', '1.1']) {
      const { code, stderr } = await cli.run(['search', 'theme', '--min-share', share])
      expect([share, code, stderr]).toEqual([share, 2, expect.stringMatching(/min-?share/i)])
    }
  })

  test('--explain gives the parts of each score, and why nothing is found', async () => {
    expect(await cli.json(['search', 'theme', '--explain'])).toMatchObject({
      results: [{ parts: { relevance: expect.any(Number) } }, {}, {}],
    })
    expect(await cli.json(['search', 'xylophone', '--explain'])).toEqual({
      results: [],
      empty_because: 'no_match',
    })
    const { stdout } = await cli.run(['search', 'xylophone', '--explain'])
    expect(stdout).toBe('Nothing found: no observation holds any of these words.\n')
  })

  test('a page goes on where the last one ended', async () => {
    const first = (await cli.json(['list', '--limit', '2'])) as { next_cursor: string }
    const second = (await cli.json(['list', '--cursor', first.next_cursor])) as {
      observations: { id: number }[]
    }
    expect(second.observations.map(({ id }) => id)).toEqual([1])
  })

  test('a list takes conditions on data, and what is not pinned', async () => {
    await cli.json([
      'save',
      '--type',
      'pattern',
      '--title',
      'Data',
      '--content',
      'x',
      '--data',
      '{"a":{"b":1}}',
    ])
    const listed = async (...args: string[]): Promise<string[]> => {
      const page = (await cli.json(['list', ...args])) as { observations: { title: string }[] }
      return page.observations.map(({ title }) => title)
    }
    expect(await listed('--data', '{"a.b":1}', '--no-pinned')).toEqual(['Data'])
    expect(await listed('--data', '{"a.b":1}', '--pinned')).toEqual([])
    const wrong = await cli.run(['list', '--data', '{"a.b":[]}'])
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      'data: must have strings, finite numbers, booleans or null as values (invalid_input)\n',
    ])
  })

  test('R30 a save that is tried again with the same key happens once', async () => {
    const args = [
      'save',
      '--type',
      'pattern',
      '--title',
      'Once',
      '--content',
      'only',
      '--idempotency-key',
      'k1',
    ]
    const first = await cli.json(args)
    expect(first).toMatchObject({ outcome: 'created' })
    expect(await cli.json(args)).toEqual(first)
  })

  test.each([
    ['piped in', ['save', '--type', 'profile', '--title', 'Piped'], 'from a pipe\n'],
    ['where it is -', ['save', '--type', 'profile', '--title', 'Dash', '--content', '-'], 'from a dash\r\n'],
    ['in lines', ['save', '--type', 'profile', '--title', 'Lines', '--content', '-'], 'first\n\nthird\n\n'],
  ])('content from standard input, %s', async (_, args, input) => {
    const { id } = (await cli.json(args, { input })) as { id: number }
    const { observation } = (await cli.json(['get', String(id)])) as { observation: { content: string } }
    expect(observation.content).toBe(input.replace(/\r?\n$/, ''))
  })

  test.each([
    ['a JSON list', '[{"role":"user"},null]', [{ role: 'user' }, null]],
    ['JSON Lines', '{"role":"user"}\n\n"two"\n', [{ role: 'user' }, 'two']],
    ['one value', '{"role":"user"}', [{ role: 'user' }]],
  ])('items of a thread from standard input, as %s', async (form, input, items) => {
    expect(await cli.json(['thread', 'append', form], { input })).toEqual({
      appended: items.length,
      items: items.length,
    })
    const read = (await cli.json(['thread', 'read', form])) as { items: { item: unknown }[] }
    expect(read.items.map(({ item }) => item)).toEqual(items)
  })

  test('items that are no JSON are refused without a word of them', async () => {
    const { code, stderr } = await cli.run(['thread', 'append', 'chat'], { input: '{"role": secret' })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--items: must be a JSON list, or JSON values, one a line (invalid_input)\n',
    })
  })

  test('a query and a summary from standard input', async () => {
    expect(await cli.json(['search', '-'], { input: 'theme' })).toMatchObject({ results: [{}, {}, {}] })
    expect(await cli.json(['session', 'end'], { input: 'Piped summary.' })).toMatchObject({
      summary: 'Piped summary.',
    })
  })

  test('R53 standard input that is not UTF-8 is refused, not changed', async () => {
    const args = ['save', '--type', 'profile', '--title', 'Bytes']
    const { code, stderr } = await cli.run(args, { input: new Uint8Array([0x61, 0xff, 0x62]) })
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'standard input: must be UTF-8 (invalid_input)\n' })
  })

  test('R1 text in the place of a value never becomes an option', async () => {
    for (const text of ['--user=bob', '--json', '-u', '--store', '-V']) {
      const { code, stderr } = await cli.run([
        'save',
        '--type',
        'profile',
        '--title',
        'Text',
        '--content',
        text,
      ])
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    }
    expect(await cli.json(['stats', '--user', 'bob'])).toMatchObject({ observations: 0 })
    const { stdout } = await cli.run(['search', '--json', '--', '--user=bob', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ results: [{ snippet: expect.any(String) }, {}] })
  })

  test('one file per user, where the store is a folder', async () => {
    const args = ['save', '--type', 'profile', '--title', 'Name', '--content', 'Ada', '--store', './users/']
    expect(await cli.json(args)).toMatchObject({ id: 1, outcome: 'created' })
    expect(await cli.json(['stats', '--store', join(cli.folder, 'users')])).toMatchObject({ observations: 1 })
  })
})
