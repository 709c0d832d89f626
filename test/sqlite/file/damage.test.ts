import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { ILabMemory, MemoryError, type ErrorCode } from '../../../src/index.ts'
import { random, rounds, seed } from '../../fault/rounds.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact } from '../inspect.ts'

const foreign = 'xbobcanary'
const headerBytes = 100
const pageSize = 4_096
const damaged: readonly ErrorCode[] = ['corrupt', 'newer_schema']
let whole: Buffer

/** A file at rest with two users, big enough that each tree has inner pages. */
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-whole-'))
  const path = join(folder, 'memory.db')
  const memory = await ILabMemory.fromPath(path)
  const save = (user: string, i: number, text: string): Promise<unknown> =>
    memory.forUser(user).save({
      type: 'decision',
      title: `${text} ${i}`,
      content: `${text} number ${i} ${'and words that many share '.repeat(i % 9)}${text}${i}`,
      ...(i % 5 === 0 ? { topicKey: `${text}/${i}` } : {}),
    })
  await Promise.all(
    Array.from({ length: 300 }, (_, i) => Promise.all([save('alice', i, 'alices'), save('bob', i, foreign)])),
  )
  await memory.forUser('alice').endSession('alices summary')
  await memory.forUser('bob').endSession(`${foreign} summary`)
  await memory.close()
  whole = readFileSync(path)
  rmSync(folder, { recursive: true })
})

function freshFile(bytes?: Uint8Array): string {
  const path = freshPath()
  if (bytes !== undefined) writeFileSync(path, bytes)
  return path
}

/** Outcome of an operation: its answer, or the code of its failure. */
async function outcomeOf(
  operation: () => Promise<unknown>,
): Promise<{ code: ErrorCode | null; said: string }> {
  try {
    return { code: null, said: JSON.stringify(await operation()) ?? '' }
  } catch (error) {
    expect(error).toBeInstanceOf(MemoryError)
    const { code, message } = error as MemoryError
    return { code, said: message }
  }
}

/** Opens a file and does everything with it that a user can; the codes of what failed. */
async function use(path: string): Promise<{ codes: Set<ErrorCode>; said: string }> {
  const opened: { memory?: ILabMemory } = {}
  const opening = await outcomeOf(async () => {
    opened.memory = await ILabMemory.fromPath(path)
    return 'open'
  })
  const { memory } = opened
  if (memory === undefined) return { codes: new Set([opening.code!]), said: opening.said }
  const alice = memory.forUser('alice')
  const outcomes: Awaited<ReturnType<typeof outcomeOf>>[] = []
  for (const operation of [
    () => alice.search('alices number words'),
    () => alice.search(foreign),
    () => alice.search('al'),
    () => alice.list({ limit: 1_000 }),
    () => alice.get(150),
    () => alice.timeline(20),
    () => alice.stats(),
    () => Array.fromAsync(alice.export()),
    () => alice.startSession(),
    () =>
      alice.save({
        type: 'pattern',
        title: 'New',
        content: 'written into what is left',
        topicKey: 'alices/5',
      }),
    () => alice.save({ type: 'pattern', title: 'New', content: 'written once more' }),
    () => alice.forget(100),
    () => alice.endSession('tried'),
    () => alice.erase(),
    () => memory.close(),
  ])
    outcomes.push(await outcomeOf(operation))
  const codes = outcomes.flatMap(({ code }) => (code === null ? [] : [code]))
  return { codes: new Set(codes), said: outcomes.map(({ said }) => said).join('\n') }
}

/** Damage is called so, or does not show. */
function expectHonest(
  { codes, said }: { codes: ReadonlySet<ErrorCode>; said: string },
  alsoFine: readonly ErrorCode[] = [],
): void {
  const fine = [...damaged, 'no_active_session', ...alsoFine]
  expect([...codes].filter((code) => !fine.includes(code))).toEqual([])
  expect(said.includes(foreign)).toBe(false)
}

describe('R33 a file that lost its end', () => {
  test('R33 at any length is `corrupt`, and shows nothing of another user', { timeout: 60_000 }, async () => {
    const lengths = [2, 15, 16, 99, 100, 101, 511, 512, 4_095, 4_096, 4_097, 8_192]
    const next = random()
    for (let i = 0; i < rounds(8); i++) lengths.push(Math.floor(next() * whole.length))
    for (let i = 1; i < 6; i++) lengths.push(whole.length - i * pageSize)
    lengths.push(whole.length - 1)
    for (const length of lengths) {
      const outcome = await use(freshFile(whole.subarray(0, length)))
      expectHonest(outcome)
      // Without a whole page SQLite knows that the file is too short; the last bytes of one are like any that changed.
      if (length <= whole.length - pageSize)
        expect([length, [...outcome.codes]]).toEqual([length, expect.arrayContaining(['corrupt'])])
    }
  })

  test('R33 and is empty is a new one', async () => {
    const path = freshFile(new Uint8Array(0))
    const { codes } = await use(path)
    expect([...codes]).toEqual([])
    expectIntact(path)
  })
})

describe(`R33 a file in which one byte changed (seed ${seed})`, () => {
  const next = random()
  const flips = Array.from({ length: rounds(3) }, (_, i) => i)

  test.each(flips)('R33 in every tenth page, in run %i', { timeout: 60_000 }, async () => {
    const pages = Math.floor(whole.length / pageSize)
    for (let page = Math.floor(next() * 10); page < pages; page += 10) {
      const at = page * pageSize + Math.floor(next() * (next() < 0.5 ? 200 : pageSize))
      if (at < headerBytes) continue
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 1 << Math.floor(next() * 8)
      // What SQLite takes for sound fails further on, without a word of what was there.
      expectHonest(await use(freshFile(bytes)), ['storage'])
    }
  })

  test('R33 anywhere in its header', { timeout: 60_000 }, async () => {
    for (let at = 0; at < headerBytes; at += 6) {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 0xff
      // One byte there makes the file a read-only one, others a kind of file that SQLite does not know yet.
      expectHonest(await use(freshFile(bytes)), ['storage'])
    }
  })
})

describe('R33 a file whose schema version cannot be its own', () => {
  test.each([0, 0xff000002])('R33 is `corrupt`, and not written: %i', async (version) => {
    const bytes = Buffer.from(whole)
    bytes.writeUInt32BE(version, 60)
    const path = freshFile(bytes)
    expect([...(await use(path)).codes]).toEqual(['corrupt'])
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })
})

describe('R33 what is not our file', () => {
  test.each([
    ['a text', 'Dear diary, today I wrote to a file.\n'.repeat(300)],
    ['a short text', 'xy'],
    ['zeros', '\0'.repeat(8_192)],
    ['the header of SQLite with nothing after it', 'SQLite format 3\0'],
    ['the header of SQLite before a text', `SQLite format 3\0${'x'.repeat(8_192)}`],
  ])('R33 %s is refused with `corrupt` and left as it is', async (_, text) => {
    const path = freshFile(Buffer.from(text))
    expect([...(await use(path)).codes]).toEqual(['corrupt'])
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test.each(['', 'pragma journal_mode = wal', 'pragma application_id = 7', 'pragma user_version = 1'])(
    "R33 another program's database is refused with `corrupt` and left as it is: %s",
    async (sql) => {
      const path = freshFile()
      const theirs = new DatabaseSync(path)
      theirs.exec(`${sql}; create table user (name text); insert into user values ('somebody')`)
      theirs.close()
      const before = readFileSync(path)
      expect([...(await use(path)).codes]).toEqual(['corrupt'])
      expect(readFileSync(path).equals(before)).toBe(true)
    },
  )

  test('R33 a folder cannot be opened', async () => {
    const path = freshPath()
    mkdirSync(path)
    expect([...(await use(path)).codes]).toEqual(['invalid_input'])
  })
})
