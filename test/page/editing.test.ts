import { afterAll, beforeAll, expect, test } from 'vitest'
import { changesIn, editOf } from '../../src/page/request/edit.ts'
import type { ILabMemory, Observation, UserMemory } from '../../src/index.ts'
import { openMemory, pageOf, Window } from './browsing.ts'

let memory: ILabMemory
let count = 0
beforeAll(async () => {
  memory = await openMemory()
})
afterAll(() => memory.close())

const fields = {
  type: 'decision',
  title: 'Tea',
  content: 'Green.',
  topicKey: 'drink/tea',
  source: 'chat:1',
  keywords: 'sencha\n\n  matcha latte ',
  data: '{"cups": 2, "at": ["home"]}',
  expires: '',
  revision: '1',
}

async function fresh(): Promise<{ ada: UserMemory; window: Window }> {
  const userId = `editor-${count++}`
  const ada = memory.forUser(userId)
  await ada.save({
    type: 'preference',
    title: 'Tea',
    content: 'Black.',
    source: 'import',
    data: { cups: 1 },
    keywords: ['leaves'],
  })
  return { ada, window: new Window(pageOf(memory), userId) }
}

test('changes type, topic, source, keywords and data', async () => {
  const { ada, window } = await fresh()
  expect((await window.post('/memories/1/edit', fields)).status).toBe(303)
  expect(await ada.get(1)).toMatchObject({
    type: 'decision',
    content: 'Green.',
    topicKey: 'drink/tea',
    source: 'chat:1',
    keywords: ['sencha', 'matcha latte'],
    data: { cups: 2, at: ['home'] },
  })
  const emptied = { ...fields, revision: '2', topicKey: '', source: '', keywords: '', data: '' }
  expect((await window.post('/memories/1/edit', emptied)).status).toBe(303)
  expect(await ada.get(1)).toMatchObject({ topicKey: null, source: null, keywords: [], data: null })
})

test('leaves a field alone that the form does not have', async () => {
  const { ada, window } = await fresh()
  await window.post('/memories/1/edit', { title: 'Tea', content: 'White.', revision: '1' })
  expect(await ada.get(1)).toMatchObject({
    content: 'White.',
    source: 'import',
    data: { cups: 1 },
    keywords: ['leaves'],
  })
})

test.each([
  ['{"a": 1,\n "b": }', 'Look at line 2, character 7.'],
  ['{"a": 1', 'Look at line 1, character 8.'],
  ['{"a": 1,\n}', 'Look at line 2, character 1.'],
  ['{"a": 1} x', 'Look at line 1, character 9.'],
  ['{"a": "one\ntwo"}', 'Look at line 1, character 7.'],
  ['{a: 1}', 'Look at line 1, character 2.'],
  ['[1]', 'must be an object in braces'],
  ['"text"', 'must be an object in braces'],
  ['null', 'must be an object in braces'],
])('says what is wrong with data such as %j, and keeps what was typed', async (data, said) => {
  const { ada, window } = await fresh()
  const { status, text } = await window.post('/memories/1/edit', { ...fields, data })
  expect(status).toBe(400)
  expect(text).toContain(said)
  expect(text).toMatch(/name="data"[^>]*aria-invalid="true" aria-describedby="problem"/)
  expect(text).toContain('Green.</textarea>')
  expect((await ada.get(1))?.revision).toBe(1)
})

test.each([
  ['title', 'Title', ''],
  ['source', 'Source', 'x'.repeat(300)],
  ['keywords', 'Also found by', 'x'.repeat(200)],
  ['topicKey', 'Topic', 'x'.repeat(2_000)],
  ['type', 'Type', 'summary'],
  ['expires', 'Forget it by itself on', 'soon'],
])('names the field that the memory refuses: %s', async (name, label, value) => {
  const { window } = await fresh()
  const { status, text } = await window.post('/memories/1/edit', { ...fields, [name]: value })
  expect(status).toBe(400)
  expect(text).toContain(`This field was not accepted: ${label}`)
  expect(text).toMatch(new RegExp(`name="${name}"[^>]*aria-invalid|<select name="type">`))
})

test('an edit without a touch changes nothing but what it must name', () => {
  const memoryLike: Observation = {
    id: 1,
    sessionId: null,
    userId: 'ada',
    type: 'decision',
    title: 'a',
    content: 'b',
    topicKey: 'k',
    data: { '<b>': [1, { c: null }] },
    source: 's',
    keywords: ['one', 'two'],
    pinned: false,
    expiresAt: '2999-01-01T12:34:00.000Z',
    status: 'active',
    revision: 1,
    createdAt: '',
    updatedAt: '',
  }
  expect(changesIn(editOf(memoryLike), memoryLike)).toEqual({ title: 'a', content: 'b' })
})

test('offers the types of the memory, and none for a summary', async () => {
  const closed = await openMemory({ types: 'closed', observationTypes: ['recipe'] })
  const ada = closed.forUser('ada')
  await ada.save({ type: 'recipe', title: 'Soup', content: '' })
  await ada.startSession()
  await ada.endSession('Cooked.')
  const window = new Window(pageOf(closed), 'ada')
  const { text } = await window.get('/memories/1/edit')
  expect(text).toContain('<option value="recipe" selected>recipe</option>')
  expect(text).not.toContain('value="item"')
  const summary = (await ada.list({ types: ['summary'] })).observations[0]
  if (summary !== undefined)
    expect((await window.get(`/memories/${summary.id}/edit`)).text).not.toContain('<select name="type">')
  await closed.close()
})

test('a memory links to its session, and the list shows what was kept in it', async () => {
  const { ada, window } = await fresh()
  await ada.endSession('Talked about tea.')
  await ada.save({ type: 'decision', title: 'Coffee', content: 'No.' })
  const { text } = await window.get('/memories/1')
  const address = /href="\/memory(\?session=[\w-]+)"/.exec(text)?.[1] ?? ''
  const list = await window.get(`/${address}`)
  expect(list.text).toContain('Only what was kept in one session.')
  expect(list.text).toContain('>Tea</a>')
  expect(list.text).not.toContain('Coffee')
  expect((await window.get('/?session=none')).text).toContain('No memory meets these filters')
})
