import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { startModelServer, type Asked, type ModelAnswer } from '../embedders/model-server.ts'
import { CommandLine, ended } from './command.ts'
import { serving } from './serving.ts'

const environment = { ILAB_MEMORY_USER: 'ada', ILAB_MEMORY_DB_PATH: './memory.db' }
const peanuts = ['--type', 'profile', '--title', 'Food', '--content', 'Allergic to peanuts']
const roof = ['--type', 'discovery', '--title', 'Roof', '--content', 'Repaired in May']
const question = 'What must I not eat'

test(
  'embed gives vectors, and then a search finds what shares no word with the query',
  { timeout: 120_000 },
  async () => {
    const cli = new CommandLine(undefined, environment)
    await cli.run(['save', ...peanuts])
    await cli.run(['save', ...roof])
    const model = ['--embedder', 'minilm']
    expect(await cli.json(['search', question])).toMatchObject({ results: [] })
    expect(await cli.json(['stats', ...model])).toMatchObject({ embedded: 0 })
    expect(await cli.json(['embed', ...model])).toEqual({ users: 1, observations: 2 })
    expect((await cli.run(['embed', ...model])).stdout).toBe('Every text has its vector.\n')
    expect((await cli.run(['stats', ...model])).stdout).toMatch(/with a vector +2/)
    expect(await cli.json(['search', question, ...model])).toMatchObject({ results: [{ title: 'Food' }] })
    await cli.run(['save', ...peanuts, '--topic-key', 'food'])
    expect(await cli.json(['doctor'])).toMatchObject({ vectors: { users: 1, incomplete: 1 } })
    await cli.run(['embed', ...model])
    expect((await cli.run(['doctor'])).stdout).toMatch('Vectors: 1 user; every text of them has one.')
  },
)

const answer = ({ body }: Asked): ModelAnswer => ({
  status: 200,
  body: {
    data: body.input.map((text, index) => ({ index, embedding: /eat|Food/.test(text) ? [1, 0] : [0, 1] })),
  },
})
const key = 'sk-secret-of-the-test'

test('a model behind HTTP comes by the environment or the configuration file, its key by the environment', async () => {
  await using server = await startModelServer(answer)
  const cli = new CommandLine(undefined, { ...environment, ILAB_MEMORY_EMBEDDER_KEY: key })
  await cli.run(['save', ...peanuts])
  await cli.run(['save', ...roof])
  const embedder = { kind: 'openai', baseURL: `${server.url}/v1`, model: 'small', dimensions: 2 }
  await writeFile(join(cli.folder, 'ilab-memory.json'), JSON.stringify({ embedder }))
  expect(await cli.json(['embed'])).toEqual({ users: 1, observations: 2 })
  expect(await cli.json(['search', question])).toMatchObject({ results: [{ title: 'Food' }] })
  expect(await cli.json(['search', question, '--embedder', 'none'])).toMatchObject({ results: [] })
  expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(
    new Set([`Bearer ${key}`]),
  )
})

test('embed that was killed goes on where it stopped', async () => {
  let isStuck = true
  let second: () => void = () => undefined
  const whenStuck = new Promise<void>((resolve) => (second = resolve))
  await using server = await startModelServer((asked, number) => {
    if (!isStuck || number === 1) return answer(asked)
    second()
    return 'never'
  })
  const cli = new CommandLine(undefined, { ...environment, ILAB_MEMORY_EMBEDDER_KEY: key })
  const drafts = Array.from({ length: 40 }, (_, i) => ({ type: 'item', title: `Note ${i}`, content: 'Text' }))
  await cli.run(['save-many'], { input: JSON.stringify(drafts) })
  const embedder = { kind: 'openai', baseURL: `${server.url}/v1`, model: 'small', dimensions: 2 }
  await writeFile(join(cli.folder, 'ilab-memory.json'), JSON.stringify({ embedder }))
  const child = cli.start(['embed'])
  const killed = ended(child)
  await whenStuck
  child.kill('SIGKILL')
  await killed
  isStuck = false
  const before = server.asked[0]!.body.input.length
  expect(await cli.json(['stats'])).toMatchObject({ embedded: before })
  expect(await cli.json(['embed'])).toEqual({ users: 1, observations: 40 - before })
  expect(await cli.json(['stats'])).toMatchObject({ embedded: 40 })
})

test('serve searches by sense what is saved while it runs', async () => {
  await using server = await startModelServer(answer)
  const cli = new CommandLine(undefined, { ...environment, ILAB_MEMORY_EMBEDDER_KEY: key })
  const embedder = { kind: 'openai', baseURL: `${server.url}/v1`, model: 'small', dimensions: 2 }
  await writeFile(join(cli.folder, 'ilab-memory.json'), JSON.stringify({ embedder }))
  await cli.run(['save', ...roof])
  const { url, end } = await serving(cli)
  const headers = { 'content-type': 'application/json', 'x-user-id': 'ada' }
  const body = JSON.stringify({ type: 'profile', title: 'Food', content: 'Allergic to peanuts' })
  expect((await fetch(`${url}/v1/observations`, { method: 'POST', headers, body })).status).toBe(201)
  const stats = async (): Promise<unknown> => (await fetch(`${url}/v1/stats`, { headers })).json()
  await vi.waitFor(async () => expect(await stats()).toMatchObject({ embedded: 2 }), { timeout: 60_000 })
  const found = await fetch(`${url}/v1/search`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: question, explain: true }),
  })
  expect(await found.json()).toMatchObject({ meaning: 'used', results: [{ title: 'Food' }] })
  expect((await end()).code).toBe(0)
})

test.each([
  [{}, 'name the model: --embedder minilm'],
  [{ ILAB_MEMORY_EMBEDDER: 'gpt' }, 'embedder.kind'],
  [{ ILAB_MEMORY_EMBEDDER: 'openai' }, 'ILAB_MEMORY_EMBEDDER_MODEL'],
  [
    {
      ILAB_MEMORY_EMBEDDER: 'openai',
      ILAB_MEMORY_EMBEDDER_MODEL: 'm',
      ILAB_MEMORY_EMBEDDER_DIMENSIONS: 'two',
    },
    'embedder.dimensions',
  ],
])('embed with %j says what is missing, and never the key', async (variables, message) => {
  const cli = new CommandLine(undefined, { ...environment, ILAB_MEMORY_EMBEDDER_KEY: key, ...variables })
  await cli.run(['save', ...peanuts, '--embedder', 'none'])
  const { code, stderr } = await cli.run(['embed'])
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string })
  expect(stderr).not.toContain(key)
})
