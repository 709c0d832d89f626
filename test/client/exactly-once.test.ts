import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { connectWaiting } from '../../src/client/remote-memory.ts'
import type { ConnectOptions, UserMemory } from '../../src/client/index.ts'
import { patience, rounds } from '../fault/rounds.ts'
import { startCommand, nodeOptions, type Program } from '../fault/program.ts'

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-client-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const moments = ['before', 'during', 'after'] as const
const deaths = rounds(3, 60)
const savesOfEach = deaths * 2

/** A server on one port that is started again whenever it dies, until it has died often enough. */
class DyingServer {
  readonly #path: string
  #port = 0
  #died = 0
  #program: Program | undefined
  #ready: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  get died(): number {
    return this.#died
  }

  async start(): Promise<string> {
    this.#ready = this.#start()
    await this.#ready
    return `http://127.0.0.1:${this.#port}`
  }

  /** Resolves when a server listens. */
  async untilReady(): Promise<void> {
    for (let ready; ready !== this.#ready;) {
      ready = this.#ready
      await ready
    }
  }

  async #start(): Promise<void> {
    const moment = this.#died < deaths ? moments[this.#died % moments.length]! : 'never'
    const file = join(import.meta.dirname, 'server-process.ts')
    const program = startCommand(process.execPath, [
      ...nodeOptions,
      file,
      this.#path,
      String(this.#port),
      String(1 + (this.#died % 5)),
      moment,
    ])
    this.#program = program
    void program.ended.then(({ signal }) => {
      if (signal !== 'SIGKILL' || program !== this.#program) return
      this.#died++
      this.#ready = this.#start()
    })
    this.#port = Number((await program.line((line) => line.startsWith('listening'))).split(' ')[1])
  }

  async stop(): Promise<void> {
    const program = this.#program
    this.#program = undefined
    await program?.kill()
  }
}

function client(
  url: string,
  server: DyingServer,
  options: ConnectOptions = {},
): (userId: string) => UserMemory {
  const waiting = { pause: () => server.untilReady(), random: () => 0, now: Date.now }
  const memory = connectWaiting(url, { retries: 1_000, ...options }, waiting)
  return (userId) => memory.forUser(userId)
}

/** Outcome of one user's saves: a topic that each of them revises. */
async function revise(memory: UserMemory): Promise<string[]> {
  const outcomes: string[] = []
  for (let version = 1; version <= savesOfEach; version++) {
    const content = `version ${version}`
    const { outcome } = await memory.save({ type: 'pattern', title: 'Topic', content, topicKey: 'topic' })
    outcomes.push(outcome)
  }
  return outcomes
}

test(
  'R30: every save happens exactly once although the server dies and comes back in the middle',
  { timeout: patience },
  async () => {
    const server = new DyingServer(join(folder, 'memory.db'))
    const forUser = client(await server.start(), server)
    const users = ['alice', 'bob', 'carol'].map(forUser)
    const outcomes = await Promise.all(users.map(revise))
    expect(server.died).toBe(deaths)
    for (const each of outcomes) {
      // A save that was committed and sent again would be recognised by its text and be `deduped`.
      expect(each).toEqual(['created', ...Array.from({ length: savesOfEach - 1 }, () => 'updated')])
    }
    for (const memory of users) {
      const { observations } = await memory.list()
      expect(observations.map(({ revision, content }) => [revision, content])).toEqual([
        [savesOfEach, `version ${savesOfEach}`],
      ])
    }
    await server.stop()
  },
)

test('the same without keys on the way is noticed', { timeout: patience }, async () => {
  const server = new DyingServer(join(folder, 'without-keys.db'))
  const withoutKey: typeof fetch = (input, init) => {
    const { 'idempotency-key': _, ...headers } = { ...(init?.headers as Record<string, string>) }
    return fetch(input, { ...init, headers })
  }
  const forUser = client(await server.start(), server, { fetch: withoutKey })
  const outcomes = await revise(forUser('alice'))
  expect(outcomes).toContain('deduped')
  await server.stop()
})
