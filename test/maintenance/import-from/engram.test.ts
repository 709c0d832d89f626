import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { importFrom } from '../../../src/maintenance/index.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { freshFolder, writeEngram, writeJson, type Content, type Row } from './foreign-files.ts'

const folder = freshFolder()

const byFirst = ([a]: readonly unknown[], [b]: readonly unknown[]): number => Number(a) - Number(b)

const observation = (id: number, more: Row = {}): Row => ({
  id,
  session_id: 'manual-save-shop',
  type: 'bugfix',
  title: `Title ${id}`,
  content: `Content ${id}`,
  project: 'shop',
  scope: 'project',
  topic_key: null,
  created_at: '2025-11-03 09:10:00',
  updated_at: '2025-11-03 09:10:00',
  deleted_at: null,
  ...more,
})

const content: Content = {
  sessions: [
    {
      id: 'manual-save-shop',
      project: 'shop',
      directory: '/shop',
      started_at: '2025-11-03 09:00:00',
      ended_at: null,
      summary: null,
    },
    {
      id: 's-2',
      project: 'blog',
      directory: '/blog',
      started_at: '2025-11-02 09:00:00',
      ended_at: '2025-11-02 10:00:00',
      summary: '## Goal\nWrite. <private>canary-77</private>',
    },
  ],
  observations: [
    observation(1),
    observation(2, { type: 'architecture', topic_key: 'auth/tokens', revision_count: 3 }),
    observation(3, { project: 'blog', topic_key: 'auth/tokens', session_id: 's-2', type: 'decision' }),
    observation(4, { scope: 'personal', topic_key: 'editor', type: 'preference' }),
    observation(5, { deleted_at: '2025-11-04 00:00:00' }),
    observation(6, { type: 'session_summary', session_id: 'never-written' }),
    observation(7, { updated_at: '' }),
  ],
  prompts: [{ id: 1, session_id: 's-2', content: 'Please', project: 'blog' }],
}

async function imported(path: string, config = {}): Promise<{ memory: ILabMemory; report: object }> {
  const memory = new ILabMemory(createReferenceStore(), config)
  return { memory, report: await importFrom(memory, 'engram', path, { userId: 'ada' }) }
}

const database = writeEngram(join(folder, 'engram.db'), content)
const json = writeJson(join(folder, 'engram.json'), {
  version: '0.1.0',
  exported_at: '2025-11-05 00:00:00',
  ...content,
})

test.each([
  ['database', database],
  ['JSON', json],
])('an engram %s becomes the memory of the named user', async (_, path) => {
  const { memory, report } = await imported(path)
  expect(report).toEqual({
    users: 1,
    observations: 6,
    sessions: 2,
    threadItems: 0,
    unchanged: 0,
    deleted: 1,
    others: { prompts: 1 },
    refused: 0,
    refusals: [],
  })
  const { observations } = await memory.forUser('ada').list()
  expect(observations.map(({ id, type, topicKey }) => [id, type, topicKey]).toSorted(byFirst)).toEqual([
    [1, 'discovery', null],
    [2, 'decision', 'shop/auth/tokens'],
    [3, 'decision', 'blog/auth/tokens'],
    [4, 'preference', 'editor'],
    [6, 'summary', null],
    [7, 'discovery', null],
  ])
  expect(observations.find(({ id }) => id === 2)).toMatchObject({
    revision: 3,
    createdAt: '2025-11-03T09:10:00.000Z',
  })
  const { sessionsContext } = await memory.forUser('ada').startSession()
  expect(sessionsContext.map(({ summary }) => summary)).toContain('## Goal\nWrite. [REDACTED]')
  const again = await importFrom(memory, 'engram', path, { userId: 'ada' })
  expect(again).toMatchObject({ observations: 0, sessions: 0, refused: 0 })
})

test('types stay where the configuration knows them', async () => {
  const { memory } = await imported(database, {
    observationTypes: ['decision', 'preference', 'bugfix', 'architecture', 'discovery'],
  })
  expect((await memory.forUser('ada').get(1))?.type).toBe('bugfix')
  expect((await memory.forUser('ada').get(2))?.type).toBe('architecture')
})

test('rows without a user need one', async () => {
  const memory = new ILabMemory(createReferenceStore())
  await expect(importFrom(memory, 'engram', database)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('--user') as string,
  })
})
