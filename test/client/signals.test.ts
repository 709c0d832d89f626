import { describe, expect, test } from 'vitest'
import { Deadline } from '../../src/client/connection/deadline.ts'
import { connect } from '../../src/client/index.ts'
import { collect } from '../../src/testing/canonical.ts'
import { calls, outcome } from './calls.ts'
import { goodAnswers, json, patientClient, problem, rawServer } from './raw-server.ts'

const names = Object.keys(calls) as (keyof typeof calls)[]
const draft = { type: 'profile', title: 'T', content: 'C' }

describe('a signal', () => {
  test.each(names)('%s: ends the call that is under way, with its reason', async (name) => {
    const leave = new AbortController()
    const server = await rawServer(() => leave.abort('left'))
    const alice = connect(server.url).forUser('alice').withSignal(leave.signal)
    expect(await outcome(() => calls[name](alice))).toEqual({ error: 'left' })
    expect(server.arrived).toHaveLength(1)
  })

  test.each(names)('%s: that has aborted lets nothing begin', async (name) => {
    const server = await rawServer((_, response) => response.destroy())
    const alice = connect(server.url).forUser('alice').withSignal(AbortSignal.abort('left'))
    expect(await outcome(() => calls[name](alice))).toEqual({ error: 'left' })
    expect(server.arrived).toEqual([])
  })

  test.each(names)('%s: that aborts right after the call ends it', async (name) => {
    const server = await rawServer((_, response) => json(response, 200, goodAnswers.stats))
    const leave = new AbortController()
    const alice = connect(server.url).forUser('alice').withSignal(leave.signal)
    const ended = outcome(() => calls[name](alice))
    leave.abort('left')
    expect(await ended).toEqual({ error: 'left' })
  })

  test('ends the wait for a token that does not come', async () => {
    const server = await rawServer((_, response) => json(response, 200, goodAnswers.stats))
    const leave = new AbortController()
    const token = (): Promise<string> => {
      leave.abort('left')
      return new Promise(() => undefined)
    }
    const alice = connect(server.url, { token }).forUser('alice').withSignal(leave.signal)
    expect(await outcome(() => alice.stats())).toEqual({ error: 'left' })
    expect(server.arrived).toEqual([])
  })

  test('of the whole connection ends the calls of all its handles', async () => {
    const leave = new AbortController()
    const server = await rawServer(() => server.arrived.length === 2 && leave.abort('left'))
    const memory = connect(server.url, { signal: leave.signal })
    const ended = await Promise.all(['alice', 'bob'].map((id) => outcome(() => memory.forUser(id).stats())))
    expect(ended).toEqual([{ error: 'left' }, { error: 'left' }])
  })

  test('ends the wait between two attempts', async () => {
    const leave = new AbortController()
    const server = await rawServer((_, response) => {
      json(response, 429, problem('rate_limited', 429), { 'retry-after': '50' })
      response.on('close', () => leave.abort('left'))
    })
    const alice = connect(server.url).forUser('alice').withSignal(leave.signal)
    expect(await outcome(() => alice.stats())).toEqual({ error: 'left' })
    expect(server.arrived).toHaveLength(1)
  })

  test('of one handle leaves the others alone', async () => {
    const leave = new AbortController()
    const server = await rawServer((_, response) => {
      leave.abort('left')
      json(response, 200, goodAnswers.stats)
    })
    const memory = connect(server.url)
    const [left, stayed] = await Promise.all([
      outcome(() => memory.forUser('alice').withSignal(leave.signal).stats()),
      outcome(() => memory.forUser('alice').stats()),
    ])
    expect([left, stayed.value]).toEqual([{ error: 'left' }, expect.objectContaining({ observations: 0 })])
  })

  test('lets go of an export in the middle', async () => {
    const leave = new AbortController()
    const server = await rawServer((_, response) => {
      response.writeHead(200).write('{"kind":"header"}\n')
    })
    const lines: string[] = []
    const read = async (): Promise<void> => {
      for await (const line of connect(server.url).forUser('alice').withSignal(leave.signal).export()) {
        lines.push(line)
        leave.abort('left')
      }
    }
    expect(await outcome(read)).toEqual({ error: 'left' })
    expect(lines).toHaveLength(1)
  })

  test('is forgotten when the call is over', async () => {
    const server = await rawServer((_, response) => json(response, 200, goodAnswers.stats))
    const { signal } = new AbortController()
    let listening = 0
    const counting = new Proxy(signal, {
      get(target, name) {
        if (name === 'addEventListener') listening++
        if (name === 'removeEventListener') listening--
        const member: unknown = Reflect.get(target, name, target)
        return typeof member === 'function' ? (member.bind(target) as unknown) : member
      },
    })
    await connect(server.url).forUser('alice').withSignal(counting).stats()
    expect(listening).toBe(0)
  })
})

test('a deadline for what has aborted is over', () => {
  expect(new Deadline([AbortSignal.abort()], 0).signal.aborted).toBe(true)
})

describe('the order of writes', () => {
  test('one user’s go out one after another, and those of others do not wait', async () => {
    const answers: (() => void)[] = []
    const server = await rawServer((_, response) =>
      answers.push(() => json(response, 201, goodAnswers.saved)),
    )
    const memory = connect(server.url)
    const titles = ['first', 'second', 'third']
    const saves = titles.map((title) => memory.forUser('alice').save({ ...draft, title }))
    const bobs = memory.forUser('bob').save({ ...draft, title: 'bob' })
    const read = outcome(() => memory.forUser('alice').stats())
    const arrived = (): string[] =>
      server.arrived.map(({ body }) => (body === '' ? 'stats' : titleOf(body))).toSorted()
    await expect.poll(arrived).toEqual(['bob', 'first', 'stats'])
    answers.splice(0).forEach((answer) => answer())
    await Promise.all([saves[0], bobs, read])
    await expect.poll(arrived).toEqual(['bob', 'first', 'second', 'stats'])
    answers.splice(0).forEach((answer) => answer())
    await saves[1]
    await expect.poll(() => answers.length).toBe(1)
    answers.splice(0).forEach((answer) => answer())
    await saves[2]
  })

  test('a write that failed or was given up lets the next one go', async () => {
    const server = await rawServer(({ body }, response) =>
      titleOf(body) === 'bad'
        ? json(response, 400, problem('invalid_input', 400))
        : json(response, 201, goodAnswers.saved),
    )
    const { alice } = patientClient(server.url)
    const ended = await Promise.all([
      outcome(() => alice.save({ ...draft, title: 'bad' })),
      outcome(() => alice.withSignal(AbortSignal.abort('left')).save(draft)),
      outcome(() => alice.save({ ...draft, title: 'good' })),
    ])
    expect(ended).toMatchObject([
      { error: { code: 'invalid_input' } },
      { error: 'left' },
      { value: { id: 1 } },
    ])
    expect(server.arrived.map(({ body }) => titleOf(body))).toEqual(['bad', 'good'])
  })

  test('a write that is given up while it waits ends at once, and nobody passes the one before', async () => {
    const answers: (() => void)[] = []
    const server = await rawServer(({ method }, response) =>
      method === 'GET'
        ? json(response, 200, goodAnswers.stats)
        : answers.push(() => json(response, 201, goodAnswers.saved)),
    )
    const alice = connect(server.url).forUser('alice')
    const written = (): string[] => server.arrived.flatMap(({ body }) => (body === '' ? [] : [titleOf(body)]))
    const leave = new AbortController()
    const first = alice.save({ ...draft, title: 'first' })
    const second = outcome(() => alice.withSignal(leave.signal).save({ ...draft, title: 'second' }))
    const third = alice.save({ ...draft, title: 'third' })
    await expect.poll(() => answers.length).toBe(1)
    leave.abort('left')
    expect(await second).toEqual({ error: 'left' })
    // Anything that the client sent now would arrive before the second answer.
    await alice.stats()
    await alice.stats()
    expect(written()).toEqual(['first'])
    answers[0]?.()
    await first
    await expect.poll(() => answers.length).toBe(2)
    answers[1]?.()
    await third
    expect(written()).toEqual(['first', 'third'])
  })
})

describe('close', () => {
  test('ends exports, and says closed', async () => {
    const server = await rawServer((_, response) => {
      response.writeHead(200).write('{"kind":"header"}\n')
    })
    const memory = connect(server.url)
    const lines = memory.forUser('alice').export()[Symbol.asyncIterator]()
    await lines.next()
    await memory.close()
    expect((await outcome(() => lines.next())).error).toMatchObject({ code: 'closed' })
    expect((await outcome(() => collect(memory.forUser('alice').export()))).error).toMatchObject({
      code: 'closed',
    })
  })

  test('ends an export that waits for its first line', async () => {
    const server = await rawServer(() => void memory.close())
    const memory = connect(server.url)
    expect((await outcome(() => collect(memory.forUser('alice').export()))).error).toMatchObject({
      code: 'closed',
    })
  })

  test('comes with `await using`', async () => {
    const server = await rawServer((_, response) => json(response, 200, goodAnswers.stats))
    const memory = connect(server.url)
    const read = memory.forUser('alice').stats()
    await memory[Symbol.asyncDispose]()
    expect((await read).observations).toBe(0)
  })
})

function titleOf(body: string): string {
  return (JSON.parse(body) as { title: string }).title
}
