import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startModelServer, type Asked, type ModelAnswer } from '../embedders/model-server.ts'
import { CommandLine } from './command.ts'

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
