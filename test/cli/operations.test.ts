import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Command } from 'commander'
import { placesOf } from '../../src/cli/completion/command-tree.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { operations, type OperationName } from '../../src/wire/operations.ts'
import { wire } from '../../src/wire/wire-names.ts'
import { CommandLine } from './command.ts'

const ada = new CommandLine(undefined, { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' })

const importedSession = {
  kind: 'session',
  id: '11111111-1111-4111-8111-111111111111',
  status: 'completed',
  started_at: '2026-01-05T09:00:00.000Z',
  ended_at: '2026-01-05T10:00:00.000Z',
  last_activity_at: '2026-01-05T10:00:00.000Z',
  summary: 'Chose the theme.',
  is_auto_generated: false,
}

/** Arguments of each operation, in this order. An operation without a line does not compile. */
const calls: Readonly<Record<OperationName, { args: string[]; input?: string; shows: RegExp }>> = {
  mem_session_start: {
    args: ['session', 'start'],
    shows: /^(Started|Going on with) session [0-9a-f-]{36}\n/,
  },
  mem_save: {
    args: [
      'save',
      '--type',
      'decision',
      '--title',
      'Invoices',
      '--content',
      'On Mondays.',
      '--topic-key',
      'a/b',
    ],
    shows: /^(Saved|Was there already:) #\d+ {2}a\/b\n$/,
  },
  mem_session_summary: {
    args: ['session', 'summary', 'Half', 'done'],
    shows: /^(Saved|Was there already:) #\d+\n$/,
  },
  mem_search: {
    args: ['search', 'which', 'invoices'],
    shows: /^#\d Invoices {2}decision · a\/b · 0\.\d\d · .*\n {4}On Mondays\.\n$/,
  },
  mem_context: {
    args: ['context', 'which', 'invoices', '--max-tokens', '200'],
    shows:
      /^Stored memory of this user[\s\S]*\n<memory [0-9a-f]{16}>\n- \[#1 \S+ decision\] Invoices: On Mondays\.\n/,
  },
  mem_update: {
    args: ['update', 'a/b', '--title', 'Invoices', '--if-revision', '1'],
    shows: /^Was there already: #1 {2}a\/b\n$/,
  },
  mem_approve: { args: ['approve', '1', '--if-revision', '1'], shows: /^Was there already: #1 {2}a\/b\n$/ },
  mem_get_observation: {
    args: ['get', '1'],
    shows: /^#1 Invoices\ntype {5}decision\n[\s\S]*\n\nOn Mondays\.\n$/,
  },
  mem_history: {
    args: ['history', 'a/b'],
    shows: /^#1 Invoices {2}decision · a\/b · .*\n {4}On Mondays\.\n$/,
  },
  mem_revert: {
    args: ['revert', 'a/b', '--revision', '1', '--if-revision', '1'],
    shows: /^Was there already: #1 {2}a\/b\n$/,
  },
  mem_timeline: { args: ['timeline', '1', '--after', '1'], shows: /^id +type[\s\S]*\n1 +decision +Invoices/ },
  mem_stats: { args: ['stats'], shows: /^observations {3}2\n/ },
  mem_journal: { args: ['journal'], shows: /^The journal is empty\.\n$/ },
  mem_settings: { args: ['settings'], shows: /^saving +on\nrecall +on\n$/ },
  mem_pause: { args: ['pause', '--recall'], shows: /^saving +on\nrecall +paused\n$/ },
  mem_resume: { args: ['resume'], shows: /^saving +on\nrecall +on\n$/ },
  mem_list: { args: ['list', '--limit', '1'], shows: /\n2 +summary[\s\S]*There are more: --cursor \S+\n$/ },
  mem_export: { args: ['export'], shows: /^\{"kind":"header"/ },
  mem_import: {
    args: ['import'],
    input: `{"kind":"header","format":1,"next_observation_id":9}\n${JSON.stringify(importedSession)}\n`,
    shows: /^Imported 0 observations and 1 session;/,
  },
  mem_save_many: {
    args: ['save-many'],
    input:
      '{"type":"pattern","title":"Tea","content":"at four"}\n{"type":"pattern","title":"Walk","content":"at six","topic_key":"walk"}\n',
    shows: /^Saved #\d+\nSaved #\d+ {2}walk\n$/,
  },
  mem_session_list: {
    args: ['session', 'list', '--order', 'oldest', '--limit', '1'],
    shows: /^11111111-[\s\S]*\n {4}Chose the theme\.\n\nThere are more: --cursor \S+\n$/,
  },
  mem_session_get: {
    args: ['session', 'get', importedSession.id],
    shows: /^11111111-\S+\n2026-01-05 09:00Z to 2026-01-05 10:00Z\n {4}Chose the theme\.\n$/,
  },
  mem_session_update: {
    args: ['session', 'update', importedSession.id, '--summary', 'Chose the colours.'],
    shows: /\n {4}Chose the colours\.\n$/,
  },
  mem_session_forget: { args: ['session', 'forget', importedSession.id], shows: /^Forgotten\.\n$/ },
  mem_thread_append: {
    args: ['thread', 'append', 'chat', '--items', '[{"role":"user"},"two"]'],
    shows: /^Appended 2; \d items in the thread\.\n$/,
  },
  mem_thread_read: {
    args: ['thread', 'read', 'chat', '--last', '1'],
    shows: /^#\d {2}20\d\d-\S+ \S+\n {4}"two"\n\nThere are earlier ones: --before \d\n$/,
  },
  mem_thread_list: { args: ['thread', 'list'], shows: /^thread +items +last\nchat +\d +20/ },
  mem_thread_pop: { args: ['thread', 'pop', 'chat'], shows: /^#\d {2}20\d\d-\S+ \S+\n {4}"two"\n$/ },
  mem_thread_clear: { args: ['thread', 'clear', 'chat'], shows: /^Removed \d items?\.\n$/ },
  mem_session_end: { args: ['session', 'end', 'All done.'], shows: /^Ended session [\s\S]*All done\.\n$/ },
  mem_forget: { args: ['forget', '1'], shows: /^Forgotten\.\n$/ },
  mem_forget_all: { args: ['forget-all', '--types', 'pattern'], shows: /^Forgotten: \d\n$/ },
  mem_erase_user: { args: ['erase', '--yes'], shows: /^Erased:\nobservations {2}\d\n/ },
}
const inOrder = Object.entries(calls) as [OperationName, (typeof calls)[OperationName]][]

function operationNamed(name: OperationName): (typeof operations)[number] {
  return operations.find((operation) => operation.name === name)!
}

describe('every operation is a command', () => {
  test('under its own words and under its name of the wire', () => {
    const program = buildProgram('1.2.3')
    const names = commandsUnder(program).flatMap((command) => [command.name(), ...command.aliases()])
    expect(operations.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([])
    const words = placesOf(program).map((place) => place.words)
    expect(
      inOrder
        .map(([, { args }]) => args)
        .filter((args) => !words.some((known) => args.join(' ').startsWith(known) && known !== '')),
    ).toEqual([])
  })

  test('with an option or an argument for every field of its input', () => {
    const whole = buildProgram('1')
    for (const { name, input } of operations) {
      if (['mem_import', 'mem_export'].includes(name)) continue
      const help = helpOf(buildProgram('1', false, [name]), name)
      expect(help).toBe(helpOf(whole, name))
      for (const field of Object.keys(input.shape)) {
        const flag = `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} `
        const argument =
          { observationId: '[id]', sessionId: '<id>', query: '[words...]', thread: '<thread>' }[field] ??
          (field === 'summary' && name !== 'mem_session_update' ? '[summary...]' : flag)
        expect(help).toContain(argument.trimEnd())
      }
    }
  })

  test('and every command has help with an example', () => {
    const leaves = commandsUnder(buildProgram('1')).filter(
      (command) => command.commands.length === 0 && command.name() !== 'help',
    )
    expect(leaves.length).toBeGreaterThan(20)
    for (const command of leaves) {
      const help = writtenHelp(command)
      expect(help).toMatch(/\nExamples:\n {2}\$ /)
      expect(help).toContain('--json')
    }
  })
})

/** The whole help of a command, which is called by this name. */
function helpOf(program: Command, name: string): string {
  const found = commandsUnder(program).find(
    (command) => command.name() === name || command.aliases().includes(name),
  )
  return writtenHelp(found!)
}

function writtenHelp(command: Command): string {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return help
}

function commandsUnder(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...commandsUnder(child)])
}

describe('a person reads', () => {
  test.each(inOrder)('%s', async (_, { args, input = '', shows }) => {
    expect(await ada.run(args, { input })).toEqual({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(shows),
    })
  })
})

describe('a program reads', () => {
  test.each(inOrder)('%s in the shape of the wire', async (name, { args, input = '' }) => {
    // One after the other: `get` needs what `save` has saved.
    const { code, stdout, stderr } = await ada.run([...args, '--json'], { input })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    if (name === 'mem_export') {
      for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('kind')
      return
    }
    expect(stdout.trimEnd()).not.toContain('\n')
    expect(wire(operationNamed(name).output).schema.safeParse(JSON.parse(stdout)).error).toBeUndefined()
  })
})

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
