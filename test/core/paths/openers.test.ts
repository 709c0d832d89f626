import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ILabMemory, type Config } from '../../../src/index.ts'
import { backup, doctor, exportFile, importFile, readUserIds } from '../../../src/maintenance/index.ts'
import { runNode } from '../../examples/run.ts'
import { freshFolder } from '../../sqlite/fresh-folder.ts'

const draft = { type: 'profile', title: 'Name', content: 'Ada' }
const openers = ['fromPath', 'fromDirectory'] as const

/** Works in a folder for the running test. */
function enter(folder: string): void {
  const before = process.cwd()
  process.chdir(folder)
  onTestFinished(() => process.chdir(before))
}

/** Makes `folder` the user's home for the running test. */
function liveIn(folder: string): void {
  const before = process.env['HOME']
  process.env['HOME'] = folder
  onTestFinished(() => {
    process.env['HOME'] = before
  })
}

async function failure(call: Promise<unknown>): Promise<{ code?: string; message?: string }> {
  return call.then(
    () => ({}),
    (error: unknown) => error as { code: string; message: string },
  )
}

describe.each(openers)('%s', (opener) => {
  test.each([0, 1])('resolves its path once, when it opens, in %i threads', async (threads) => {
    const folder = freshFolder()
    for (const name of ['one', 'two']) mkdirSync(join(folder, name))
    enter(join(folder, 'one'))
    await using memory = await ILabMemory[opener]('memory', { threads })
    const ada = memory.forUser('ada')
    await ada.save(draft)
    process.chdir(join(folder, 'two'))
    expect(await ada.search('name')).toHaveLength(1)
    expect((await ada.save({ ...draft, content: 'Ada L.' })).id).toBe(2)
    expect(await Array.fromAsync(ada.export())).toHaveLength(4)
    expect(readdirSync(join(folder, 'two'))).toEqual([])
  })

  test('takes the home folder and file: URLs, and makes nothing in the working directory', async () => {
    const [home, work] = [freshFolder(), freshFolder()]
    liveIn(home)
    enter(work)
    for (const given of ['~/a/memory', pathToFileURL(join(home, 'b')), `file:${home}/c`]) {
      await using memory = await ILabMemory[opener](given)
      expect((await memory.forUser('ada').save(draft)).id).toBe(1)
    }
    expect(readdirSync(work)).toEqual([])
    expect(readdirSync(home).filter((name) => /^[abc]$/.test(name))).toEqual(['a', 'b', 'c'])
  })

  test('refuses the URL of a database, also from threads, and makes nothing', async () => {
    const work = freshFolder()
    enter(work)
    const url = 'postgres://ada:correct-horse@127.0.0.1:1/memory'
    for (const given of [url, new URL(url), join(work, url)]) {
      const { code, message } = await failure(ILabMemory[opener](given, { threads: 1 }))
      expect(code).toBe('invalid_input')
      expect(message).toContain('ILabMemory.fromPostgres')
      expect(message).not.toContain('correct-horse')
    }
    expect(readdirSync(work)).toEqual([])
  })
})

test('a folder that is given to fromPath is named, with its opener', async () => {
  const folder = freshFolder()
  const expected = { code: 'invalid_input', message: expect.stringMatching(/folder.*fromDirectory/) }
  for (const given of [folder, `${folder}/`, `${folder}/later/`, pathToFileURL(`${folder}/`)])
    expect(await failure(ILabMemory.fromPath(given))).toMatchObject(expected)
  expect(existsSync(join(folder, 'later'))).toBe(false)
})

test.skipIf(process.platform === 'win32')('a device is refused by both openers, by name', async () => {
  for (const device of ['/dev/null', '/dev/full', '/dev/zero'])
    for (const opened of [ILabMemory.fromPath(device), ILabMemory.fromDirectory(device)])
      expect(await failure(opened)).toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(/device.*keeps nothing/),
      })
})

test('a file that is given to fromDirectory is named, with its opener', async () => {
  const path = join(freshFolder(), 'memory.db')
  writeFileSync(path, '')
  expect(await failure(ILabMemory.fromDirectory(path))).toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/file.*fromPath/),
  })
})

test.each([
  ['./memory.db', /needs a postgres:\/\/ URL/],
  ['https://memory.example.com', /needs a postgres:\/\/ URL/],
  ['postgres://ada:correct#horse@db/memory', /malformed/],
  ['postgres://ada:correct-horse@db:port/memory', /malformed/],
])('fromPostgres refuses %s before the driver sees it', async (given, message) => {
  const refused = await failure(ILabMemory.fromPostgres(given))
  expect(refused).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(message) })
  expect(refused.message).not.toMatch(/correct/)
})

describe('Config.dbPath', () => {
  test('is the path where none is passed', async () => {
    const path = join(freshFolder(), 'memory.db')
    const memory = await ILabMemory.fromPath(null, { dbPath: pathToFileURL(path) })
    await memory.close()
    expect(existsSync(path)).toBe(true)
  })

  test('excludes the argument', async () => {
    expect(await failure(ILabMemory.fromPath('a.db', { dbPath: 'b.db' }))).toMatchObject({
      code: 'invalid_input',
      message: 'fromPath: takes the path as its argument or as Config.dbPath, not both',
    })
  })
})

describe(':memory:', () => {
  const program = (end: string): string => `
    import { ILabMemory } from ${JSON.stringify(join(import.meta.dirname, '../../../src/index.ts'))}
    import { readdirSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    const memories = await Promise.all([ILabMemory.fromPath(':memory:'), ILabMemory.fromPath(':memory:', { threads: 1 })])
    const found = []
    for (const memory of memories) {
      await memory.forUser('ada').save(${JSON.stringify(draft)})
      found.push((await memory.forUser('ada').search('name')).length, (await Array.fromAsync(memory.forUser('ada').export())).length)
    }
    console.log(JSON.stringify([...found, readdirSync(tmpdir()).length]))
    ${end}`

  test.each([
    ['closed', 'for (const memory of memories) await memory.close()'],
    ['left open', 'process.exit()'],
  ])('is a temporary memory that says so, and is gone when it is %s', async (_, end) => {
    const folder = freshFolder()
    const file = join(freshFolder(), 'program.mts')
    writeFileSync(file, program(end))
    const { code, stdout, stderr } = await runNode([file], { cwd: folder, env: { TMPDIR: folder } })
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[1,3,1,3,2]\n' })
    expect(stderr.match(/ILAB_MEMORY_TEMPORARY/g)).toHaveLength(1)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('an option that an opener has no use for', () => {
  type Open = (config: Config) => Promise<unknown>
  const fromPath: Open = (config) => ILabMemory.fromPath('unmade.db', config)
  const fromDirectory: Open = (config) => ILabMemory.fromDirectory('unmade', config)
  const fromPostgres: Open = (config) => ILabMemory.fromPostgres('postgres://127.0.0.1:1/memory', config)

  test.each([
    ['connections', fromPath, 'fromPostgres'],
    ['retryForMs', fromDirectory, 'fromPostgres'],
    ['searchCacheBytes', fromPostgres, 'fromPath and fromDirectory'],
    ['readers', fromDirectory, 'fromPath'],
    ['readers', fromPostgres, 'fromPath'],
    ['vectorCacheBytes', fromDirectory, 'fromPath'],
    ['vectorCacheBytes', fromPostgres, 'fromPath'],
    ['dbPath', fromDirectory, 'fromPath'],
    ['threads', fromPostgres, 'fromPath and fromDirectory'],
    ['busyTimeoutMs', fromPostgres, 'fromPath and fromDirectory'],
  ])('%s is refused by %o, which names the opener that takes it', async (name, open, taker) => {
    const { code, message } = await failure(open({ [name]: 1 }))
    expect(code).toBe('invalid_input')
    expect(message).toMatch(new RegExp(`^Config\\.${name}: .*it is an option of ${taker}$`))
  })

  test('counts as not given where it is undefined', async () => {
    const path = join(freshFolder(), 'memory.db')
    const memory = await ILabMemory.fromPath(path, { connections: undefined, dbPath: undefined } as Config)
    await memory.close()
  })

  test('is told from a misspelt one, which gets the nearest name that the opener takes', async () => {
    const misspelt = { conections: 1 } as Config
    expect((await failure(fromPostgres(misspelt))).message).toContain("did you mean 'connections'?")
    expect((await failure(fromDirectory({ thread: 1 } as Config))).message).toContain(
      "did you mean 'threads'?",
    )
  })
})

describe('maintenance', () => {
  test('takes the home folder and file: URLs for every path', async () => {
    const [home, work] = [freshFolder(), freshFolder()]
    liveIn(home)
    enter(work)
    const memory = await ILabMemory.fromPath('~/memory.db')
    await memory.forUser('ada').save(draft)
    await exportFile(memory, 'ada', '~/ada.jsonl')
    await importFile(memory, 'bob', pathToFileURL(join(home, 'ada.jsonl')))
    await memory.close()
    await backup('~/memory.db', 'file:~/copies/monday.db')
    expect((await doctor('~/copies/monday.db')).isHealthy).toBe(true)
    expect([...readUserIds('~/memory.db')]).toEqual(['ada', 'bob'])
    expect(readdirSync(work)).toEqual([])
  })

  test('refuses the URL of a database, and a target of the other kind', async () => {
    const folder = freshFolder()
    const path = join(folder, 'memory.db')
    await (await ILabMemory.fromPath(path)).close()
    const url = 'postgres://ada:correct-horse@db/memory'
    for (const call of [backup(url, path), backup(path, url), doctor(url), backup(path, `${folder}/copy/`)]) {
      const { code, message } = await failure(call)
      expect(code).toBe('invalid_input')
      expect(message).not.toContain('correct-horse')
    }
    expect(() => readUserIds(url)).toThrow('readUserIds: must be a path')
  })
})
