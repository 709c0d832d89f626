import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ILabMemory, MemoryError, type Config, type UserMemory } from '../../src/index.ts'
import { nodeOptions, startCommand } from '../fault/program.ts'
import { freshPath } from './fresh-folder.ts'

const canary = 'canary7f3q'
const draft = {
  type: 'pattern',
  title: `Title ${canary}`,
  content: `Content ${canary}`,
  topicKey: `area/${canary}`,
}

/** A line of an export that holds the canary in every field that takes it. */
const line = JSON.stringify({
  kind: 'observation',
  id: 9,
  session_id: canary,
  type: 'pattern',
  title: `Title ${canary}`,
  content: canary,
  topic_key: canary,
  revision_count: 1,
  created_at: '2026-05-01T12:00:00.000Z',
  updated_at: '2026-05-01T12:00:00.000Z',
})

/** Every operation, each with the canary in every text that it takes. */
const operations: Readonly<Record<string, (user: UserMemory) => Promise<unknown>>> = {
  save: (user) => user.save(draft),
  search: (user) => user.search(`${canary} "NEAR(${canary}`),
  substring: (user) => user.search(canary.slice(0, 2)),
  get: (user) => user.get(1),
  timeline: (user) => user.timeline(1),
  list: (user) => user.list({ topicKeyPrefix: canary }),
  stats: (user) => user.stats(),
  startSession: (user) => user.startSession(),
  summarizeSession: (user) => user.summarizeSession(canary),
  endSession: (user) => user.endSession(canary),
  export: (user) => Array.fromAsync(user.export()),
  import: (user) =>
    user.import([JSON.stringify({ kind: 'header', format: 1, next_observation_id: 5 }), line]),
  forget: (user) => user.forget(1),
  erase: (user) => user.erase(),
}

/** Everything that an error tells: message, stack and own properties, of it and of all its causes. */
function toldBy(error: unknown): string {
  const told: string[] = []
  let cause = error
  for (; cause instanceof Error; cause = cause.cause) {
    const names = Object.getOwnPropertyNames(cause).filter((name) => name !== 'cause')
    told.push(...names.map((name) => inspect(Reflect.get(cause as Error, name))))
  }
  told.push(inspect(cause))
  return told.join('\n')
}

/** Code and text of the error; fails where it is none of ours, or tells what a user wrote. */
async function failure(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (error) {
    expect(error).toBeInstanceOf(MemoryError)
    expect(toldBy(error)).not.toContain(canary)
    const { code, message } = error as MemoryError
    return `${code}: ${message}`
  }
}

/** Runs the operations one after the other and notes the outcome of each. */
async function failures(memory: ILabMemory): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {}
  for (const [name, run] of Object.entries(operations))
    outcomes[name] = await failure(run(memory.forUser('alice')))
  return outcomes
}

/** The outcome that most operations share; those with another outcome by name. */
async function commonFailure(memory: ILabMemory): Promise<unknown> {
  const outcomes = await failures(memory)
  const kinds = new Set(Object.values(outcomes))
  return kinds.size === 1 ? [...kinds][0] : outcomes
}

async function filledFile(): Promise<string> {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path)
  const saves = Array.from({ length: 60 }, (_, i) =>
    memory
      .forUser('alice')
      .save({ ...draft, content: `${canary} ${i} ${'long '.repeat(500)}`, topicKey: `${canary}/${i}` }),
  )
  await Promise.all(saves)
  await memory.close()
  return path
}

function opening(path: string, config: Config = {}): Promise<string> {
  return failure(ILabMemory.fromPath(path, config).then((memory) => memory.close()))
}

describe('R18 R24 an error has a code and a fixed text, and nothing that a user wrote', () => {
  test('of a closed memory', async () => {
    const memory = await ILabMemory.fromPath(await filledFile())
    await memory.close()
    expect(await commonFailure(memory)).toMatchInlineSnapshot(`"closed: the memory is closed"`)
  })

  test('of a file that is none of ours', async () => {
    const path = freshPath()
    writeFileSync(path, `${canary} is no database, `.repeat(500))
    const other = freshPath()
    using database = new DatabaseSync(other)
    database.exec(`create table ${canary} (a); pragma user_version = 3`)
    expect([await opening(path), await opening(other)]).toMatchInlineSnapshot(`
      [
        "corrupt: the file is not an iLAB Memory file",
        "corrupt: the file is not an iLAB Memory file",
      ]
    `)
  })

  test('of a file that a newer version wrote, or that was rebuilt for another language', async () => {
    const path = await filledFile()
    const memory = await ILabMemory.fromPath(path)
    await (await ILabMemory.fromPath(path, { language: 'none' })).close()
    expect(await failure(memory.forUser('alice').save(draft))).toMatchInlineSnapshot(
      `"newer_schema: another process has rebuilt the index for another language or version: open the file again"`,
    )
    await memory.close()
    using database = new DatabaseSync(path)
    database.exec('pragma user_version = 9999')
    expect((await opening(path)).replace(/up to \d+/, 'up to N')).toMatchInlineSnapshot(
      `"newer_schema: the file has schema 9999, this version of ilab-memory knows up to N: upgrade ilab-memory"`,
    )
  })

  test('of a file that another process holds locked', async () => {
    const path = await filledFile()
    const memory = await ILabMemory.fromPath(path, { busyTimeoutMs: 0 })
    const program = join(import.meta.dirname, 'locking-process.ts')
    const holder = startCommand(process.execPath, [...nodeOptions, program, path])
    await holder.line((said) => said === 'locked')
    expect(await failures(memory)).toMatchInlineSnapshot(`
      {
        "endSession": "busy: another process is writing to the file: try again",
        "erase": "busy: another process is writing to the file: try again",
        "export": "done",
        "forget": "busy: another process is writing to the file: try again",
        "get": "done",
        "import": "busy: another process is writing to the file: try again",
        "list": "done",
        "save": "busy: another process is writing to the file: try again",
        "search": "done",
        "startSession": "busy: another process is writing to the file: try again",
        "stats": "done",
        "substring": "done",
        "summarizeSession": "busy: another process is writing to the file: try again",
        "timeline": "done",
      }
    `)
    holder.process.stdin!.end()
    expect((await holder.ended).code).toBe(0)
    expect(await failure(memory.forUser('alice').save(draft))).toBe('done')
    await memory.close()
  })

  test('of a file that is cut short while it is open', async () => {
    const path = await filledFile()
    const memory = await ILabMemory.fromPath(path)
    truncateSync(path, 3 * 4096)
    const outcomes = Object.values(await failures(memory)).filter((outcome) => outcome !== 'done')
    expect([...new Set(outcomes)].toSorted()).toMatchInlineSnapshot(`
      [
        "corrupt: the file is damaged: restore a backup",
      ]
    `)
    await memory.close()
  })

  test('of a file with any page of it overwritten', { timeout: 60_000 }, async () => {
    const path = await filledFile()
    const whole = readFileSync(path)
    const pages = whole.length / 4096
    const seen = new Set<string>()
    for (let page = 1; page < pages; page += Math.max(1, Math.floor(pages / 12))) {
      const damaged = Buffer.from(whole)
      damaged.fill(canary, page * 4096, (page + 1) * 4096)
      const place = freshPath()
      writeFileSync(place, damaged)
      const opened = await ILabMemory.fromPath(place).catch((error: unknown) => error)
      if (opened instanceof ILabMemory) {
        for (const outcome of Object.values(await failures(opened))) seen.add(outcome)
        seen.add(await failure(opened.close()))
      } else seen.add(await failure(Promise.reject(opened)))
    }
    expect([...seen].toSorted()).toMatchInlineSnapshot(`
      [
        "corrupt: the file is damaged: restore a backup",
        "done",
        "invalid_input: line 2: session_id: belongs to a session that neither the user nor the import has",
      ]
    `)
  })

  test('of a file that holds no list of types where there should be one', async () => {
    const path = await filledFile()
    using database = new DatabaseSync(path)
    database.exec(`update user set types = '${canary}'`)
    await using memory = await ILabMemory.fromPath(path)
    expect(await commonFailure(memory)).toMatchInlineSnapshot(
      `"corrupt: the file is damaged: restore a backup"`,
    )
  })

  test('of an export from a file that was overwritten', async () => {
    const path = await filledFile()
    await using memory = await ILabMemory.fromPath(path)
    writeFileSync(path, canary.repeat(1_000))
    expect(await failure(operations['export']!(memory.forUser('alice')))).toMatchInlineSnapshot(
      `"corrupt: the file is not an iLAB Memory file"`,
    )
  })
})

describe('R24 what cannot be taken is refused without repeating it', () => {
  const changed = (change: object): string => JSON.stringify({ ...JSON.parse(line), ...change })

  test.each([
    ['no JSON', `{"kind": "${canary}`],
    ['no JSON at all', canary],
    ['JSON with more behind it', `${line} ${canary}`],
    ['another kind', changed({ kind: canary })],
    ['an unknown field', changed({ [canary]: canary })],
    ['an unknown type', changed({ type: canary })],
    ['a wrong time', changed({ created_at: canary })],
    ['a wrong id', changed({ id: canary })],
    ['a title of the wrong kind', changed({ title: [canary] })],
    ['no content', changed({ content: undefined })],
    ['an empty title', changed({ title: ' ' })],
    ['a content with NUL', changed({ content: `${canary}\0` })],
    ['half a surrogate pair', changed({ title: `${canary}\ud800` })],
    ['a title that is too long', changed({ title: canary.repeat(200) })],
    ['a session that is not there', line],
    ['a session with a wrong end', changed({ kind: 'session', [canary]: 1 })],
  ])('a line with %s', async (_, imported) => {
    await using memory = await ILabMemory.fromPath(freshPath())
    expect(await failure(memory.forUser('alice').import([imported]))).toMatch(/^invalid_input: /)
  })

  test('arguments of every operation', async () => {
    await using memory = await ILabMemory.fromPath(freshPath())
    const alice = memory.forUser('alice')
    const wrong = (value: unknown) => value as never
    const refused = [
      () => alice.save(wrong({ ...draft, [canary]: canary })),
      () => alice.save(wrong({ ...draft, title: { canary } })),
      () => alice.save({ ...draft, type: canary }),
      () => alice.save({ ...draft, title: canary.repeat(200) }),
      () => alice.save({ ...draft, content: `${canary}\0` }),
      () => alice.save({ ...draft, topicKey: canary.repeat(1_000) }),
      () => alice.search(wrong([canary])),
      () => alice.search(canary, wrong({ limit: canary })),
      () => alice.search(canary, { types: [canary] }),
      () => alice.search(canary, wrong({ [canary]: 1 })),
      () => alice.list({ cursor: canary }),
      () => alice.list({ types: [canary] }),
      () => alice.list({ topicKeyPrefix: `${canary}\0` }),
      () => alice.get(wrong([canary])),
      () => alice.timeline(wrong([canary])),
      () => alice.forget(wrong([canary])),
      () => alice.endSession(`${canary}\0`),
      () => alice.summarizeSession(wrong({ canary })),
      () => alice.import(wrong([{ canary }])),
    ]
    for (const call of refused) expect(await failure(call())).toMatch(/^invalid_input: /)
    expect(await failure(alice.endSession(canary))).toMatch(/^no_active_session: /)
  })
})
