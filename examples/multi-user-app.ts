/**
 * An application with many users on one file: onboarding, search, statistics, sessions, erasure.
 *
 *     npm run demo
 *
 * The file is temporary, unless ILAB_MEMORY_DB_PATH names one to keep. An application imports from 'ilab-memory';
 * inside the repository the example imports the sources.
 */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ILabMemory, stableUserId, type Compact, type UserMemory } from '../src/index.ts'
import { createReport, type Report } from './report.ts'

/** A clock that stands still: a memory's score falls as it ages, and the demo compares scores. */
export function stoppedClock(): () => number {
  const now = Date.now()
  return () => now
}

/** The part of a memory that the application needs: an `ILabMemory`, or another source of such handles. */
export interface ManyUsers {
  forUser(userId: string): UserMemory
}

/** A real application reads it from its secrets; a person who knows it can work out the id of any address. */
const salt = process.env['USER_ID_SALT'] ?? 'a salt for the demo only'
const emails = { alice: 'alice@example.com', bob: 'bob@example.com' }

interface Person {
  readonly name: string
  readonly theme: string
  readonly memory: UserMemory
}

/** Runs every step; true if every check holds. `path` names the database file to be searched for private text. */
export async function runDemo(
  memory: ManyUsers,
  print: (line: string) => void,
  path?: string,
): Promise<boolean> {
  const report = createReport(print)
  const alice = await onboard(report, memory, 'Alice', emails.alice, 'solarized')
  const bob = await onboard(report, memory, 'Bob', emails.bob, 'midnight')
  await searchTheSameWords(report, alice, bob)
  await writeNextDoor(report, alice, bob)
  await showBadges(report, [alice, bob])
  await endAndReturn(report, alice, bob)
  await askForAnothers(report, alice, bob)
  await leave(report, alice, bob)
  if (path !== undefined) searchTheFile(report, path, [emails.alice, emails.bob, bob.theme])
  report.finish()
  return report.allHold()
}

async function onboard(
  report: Report,
  memory: ManyUsers,
  name: string,
  email: string,
  theme: string,
): Promise<Person> {
  report.step(`${name} signs up`)
  const userId = stableUserId(email, salt)
  const person = { name, theme, memory: memory.forUser(userId) }
  const profile = await person.memory.save({
    type: 'profile',
    title: 'Account created',
    content: `Signed up with the address <private>${email}</private>.`,
    topicKey: 'account/profile',
  })
  const preference = await person.memory.save({
    type: 'preference',
    title: 'UI theme',
    content: `Prefers the ${theme} theme.`,
    topicKey: 'ui/theme',
  })
  report.fact('user id', userId)
  report.fact('saved', `#${profile.id} profile, #${preference.id} preference`)
  const kept = await person.memory.get(profile.id)
  report.fact('kept as', kept?.content ?? '(nothing)')
  report.check('the address was redacted before it was stored', kept?.content.includes(email) === false)
  return person
}

async function searchTheSameWords(report: Report, alice: Person, bob: Person): Promise<void> {
  report.step('Both search for “theme”')
  for (const [person, other] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    const results = await person.memory.search('theme', { limit: 5 })
    report.fact(person.name, results.map(({ snippet }) => snippet).join(' | '))
    const text = JSON.stringify(results)
    report.check(
      `${person.name} finds ${person.name}'s theme, and nothing of ${other.name}'s`,
      text.includes(person.theme) && !text.includes(other.theme),
    )
  }
}

async function writeNextDoor(report: Report, alice: Person, bob: Person): Promise<void> {
  report.step('Bob saves fifty notes about themes')
  const ask = async (): Promise<readonly Compact[]> => alice.memory.search('theme', { limit: 5 })
  const before = await ask()
  const notes = Array.from({ length: 50 }, (_, i) => ({
    title: `Theme ${i}`,
    content: `theme theme no. ${i}`,
  }))
  // Saves that are in flight together share one commit.
  await Promise.all(notes.map((note) => bob.memory.save({ type: 'discovery', ...note })))
  report.fact(
    'Alice sees',
    before.map(({ id, title, score }) => `#${id} ${title}, score ${score}`).join(' | '),
  )
  report.check(
    "Alice's results, their order and scores are what they were",
    JSON.stringify(await ask()) === JSON.stringify(before),
  )
}

async function showBadges(report: Report, people: readonly Person[]): Promise<void> {
  report.step('Each settings page shows a badge')
  for (const { name, memory } of people) {
    const { observations, sessions } = await memory.stats()
    report.fact(name, `${observations} memories in ${sessions} session${sessions === 1 ? '' : 's'}`)
    const listed = (await memory.list({ limit: 1_000 })).observations.length
    report.check(`the badge counts ${name}'s memories only`, observations === listed)
  }
}

async function endAndReturn(report: Report, alice: Person, bob: Person): Promise<void> {
  report.step('Alice ends her session, and comes back')
  const summary = 'Set up the account and chose the solarized theme.'
  await alice.memory.endSession(summary)
  const { isNew, sessionsContext, memories } = await alice.memory.startSession()
  report.fact('last time', sessionsContext[0]?.summary ?? '(nothing)')
  report.fact('worth knowing', memories.map(({ title }) => title).join(', '))
  report.check(
    'the next session starts with the summary of the last',
    isNew && sessionsContext[0]?.summary === summary,
  )
  const others = await bob.memory.startSession()
  report.check("Bob's session start holds nothing of it", !JSON.stringify(others).includes(alice.theme))
}

async function askForAnothers(report: Report, alice: Person, bob: Person): Promise<void> {
  report.step('Alice asks for an id that only Bob has')
  const { observations } = await bob.memory.list({ limit: 1 })
  const id = observations[0]?.id ?? 0
  const found = await alice.memory.get(id)
  report.fact(`get(${id})`, JSON.stringify(found))
  report.check('it answers null, as for an id that does not exist', id > 0 && found === null)
  const timeline = await alice.memory.timeline(id)
  report.check(
    'its timeline is empty, and forgetting it does nothing',
    timeline.length === 0 && !(await alice.memory.forget(id)),
  )
  report.check('Bob still has it', (await bob.memory.get(id)) !== null)
}

async function leave(report: Report, alice: Person, bob: Person): Promise<void> {
  report.step('Bob leaves, and is erased')
  const before = await Array.fromAsync(alice.memory.export())
  const receipt = await bob.memory.erase()
  report.fact(
    'receipt',
    `${receipt.observations} observations, ${receipt.sessions} session(s), erased at ${receipt.erasedAt}`,
  )
  const { observations } = await bob.memory.stats()
  const found = await bob.memory.search('theme')
  report.check('nothing of Bob is left to count or to find', observations === 0 && found.length === 0)
  const after = await Array.fromAsync(alice.memory.export())
  report.check("Alice's memory is the same, byte for byte", after.join('\n') === before.join('\n'))
}

function searchTheFile(report: Report, path: string, words: readonly string[]): void {
  report.step('What the disk holds')
  const files = [path, `${path}-wal`, `${path}-shm`].filter((file) => existsSync(file))
  const bytes = Buffer.concat(files.map((file) => readFileSync(file)))
  report.fact('read', `${bytes.length} bytes in ${files.length} files`)
  report.check('the file holds what Alice kept', bytes.includes('solarized'))
  for (const word of words) report.check(`no byte of “${word}”`, !bytes.includes(word))
}

async function main(): Promise<void> {
  const kept = process.env['ILAB_MEMORY_DB_PATH'] || undefined
  const path = kept ?? join(mkdtempSync(join(tmpdir(), 'ilab-memory-demo-')), 'memory.db')
  try {
    const memory = await ILabMemory.fromPath(path, { clock: stoppedClock() })
    try {
      console.log(`One database file, two users: ${path}`)
      const holds = await runDemo(memory, console.log, path)
      process.exitCode = holds ? 0 : 1
    } finally {
      await memory.close()
    }
  } finally {
    if (kept === undefined) rmSync(dirname(path), { recursive: true, force: true })
  }
}

if (realpathSync(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) await main()
