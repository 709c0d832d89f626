import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ILabMemory, UserMemory } from '../../src/index.ts'
import { openMemory, pageOf, Window } from './browsing.ts'

let memory: ILabMemory
let count = 0
beforeAll(async () => {
  memory = await openMemory()
})
afterAll(() => memory.close())

function fresh(): { ada: UserMemory; window: Window } {
  const userId = `ada-${count++}`
  return { ada: memory.forUser(userId), window: new Window(pageOf(memory), userId) }
}

const theme = {
  type: 'preference',
  title: 'UI theme',
  content: 'Prefers dark colours.',
  topicKey: 'ui/theme',
}

describe('the list', () => {
  test('tells a new user what will appear', async () => {
    const { window } = fresh()
    expect((await window.get('/')).text).toContain('Nothing is kept about you yet')
  })

  test('finds by words and marks the matches', async () => {
    const { ada, window } = fresh()
    await ada.save([theme, { type: 'decision', title: 'Database', content: 'Postgres it is.' }])
    const { text } = await window.get('/?q=dark')
    expect(text).toContain('Prefers <mark>dark</mark> colours.')
    expect(text).not.toContain('Postgres')
    expect((await window.get('/?q=zebra')).text).toContain('No memory matches this search')
  })

  test('filters by type, topic, source, day and pin', async () => {
    const { ada, window } = fresh()
    await ada.save([
      { ...theme, pinned: true, source: 'chat/web' },
      { type: 'decision', title: 'Database', content: 'x' },
    ])
    const today = new Date().toISOString().slice(0, 10)
    const ones = ['type=preference', 'topic=ui/', 'source=chat', 'pinned=yes']
    for (const one of ones) {
      const { text } = await window.get(`/?${one}`)
      expect(text).toContain('UI theme')
      expect(text).not.toContain('Database')
    }
    expect((await window.get(`/?from=${today}&to=${today}`)).text).toContain('Database')
    expect((await window.get('/?to=2000-01-01')).text).toContain('No memory meets these filters')
    expect((await window.get('/?from=soon')).status).toBe(400)
    expect((await window.get(`/?from=${today}&zone=Nowhere/At_all`)).status).toBe(400)
  })

  test('goes on from page to page, without a memory twice when one is added between', async () => {
    const { ada, window } = fresh()
    await ada.save(
      Array.from({ length: 35 }, (_, at) => ({ type: 'discovery', title: `Fact <${at}>`, content: '' })),
    )
    const first = (await window.get('/')).text
    await ada.save({ type: 'discovery', title: 'Fact <late>', content: '' })
    const next = /href="\/memory(\?cursor=[^"]+)" rel="next"/.exec(first)?.[1] ?? ''
    const second = (await window.get(`/${next}`)).text
    const titles = (text: string): string[] =>
      [...text.matchAll(/>(Fact &lt;\w+&gt;)</g)].map(([, title]) => title!)
    expect(new Set([...titles(first), ...titles(second)]).size).toBe(35)
    expect(titles(second)).toHaveLength(5)
  })

  test('groups by topic', async () => {
    const { ada, window } = fresh()
    await ada.save([theme, { type: 'discovery', title: 'Loose', content: '' }])
    expect((await window.get('/?order=topic')).text).toMatch(
      /<h2[^>]*>ui<\/h2>[\s\S]*<h2[^>]*>No topic<\/h2>/,
    )
  })
})

describe('one memory', () => {
  test('is shown whole, with its data as a table', async () => {
    const { ada, window } = fresh()
    await ada.save({ ...theme, content: '  one\n\ttwo ', data: { ticket: { id: 7, tags: ['a'] } } })
    const { text } = await window.get('/memories/1')
    expect(text).toContain('dir="auto">  one\n\ttwo </p>')
    expect(text).toMatch(/ticket › id<\/th>\s*<td[^>]*>7/)
  })

  test('is edited, and tells a conflict with both texts', async () => {
    const { ada, window } = fresh()
    await ada.save(theme)
    const fields = { title: 'UI theme', content: 'Mine', topicKey: 'ui/theme', expires: '', revision: '1' }
    await ada.update(1, { content: 'Theirs' })
    const conflict = await window.post('/memories/1/edit', fields)
    expect(conflict.status).toBe(409)
    expect(conflict.text).toContain('>Theirs</p>')
    expect(conflict.text).toContain('Mine</textarea>')
    expect((await ada.get(1))?.content).toBe('Theirs')
    const revision = /name="revision" value="(\d+)"/.exec(conflict.text)?.[1] ?? ''
    const saved = await window.post('/memories/1/edit', { ...fields, revision, expires: '2999-01-01' })
    expect(saved.headers.get('location')).toBe('/memory/memories/1?notice=saved')
    expect(await ada.get(1)).toMatchObject({ content: 'Mine', expiresAt: '2999-01-01T00:00:00.000Z' })
  })

  test('keeps what was typed when the memory refuses it', async () => {
    const { ada, window } = fresh()
    await ada.save(theme)
    const refused = await window.post('/memories/1/edit', { title: '', content: 'typed', revision: '1' })
    expect(refused.status).toBe(400)
    expect(refused.text).toContain('typed</textarea>')
  })

  test('is pinned and unpinned', async () => {
    const { ada, window } = fresh()
    await ada.save(theme)
    await window.post('/memories/1/pin', { pinned: 'yes' })
    expect((await ada.get(1))?.pinned).toBe(true)
    await window.post('/memories/1/pin', { pinned: 'no' })
    expect((await ada.get(1))?.pinned).toBe(false)
  })

  test('shows its history as a difference and goes back', async () => {
    const { ada, window } = fresh()
    await ada.save(theme)
    await ada.update(1, { content: 'Prefers light colours.' })
    const { text } = await window.get('/memories/1/history')
    expect(text).toMatch(/Prefers <del>.*?dark.*?<\/del><ins>.*?light.*?<\/ins> colours\./)
    await window.post('/memories/1/revert', { to: '1', revision: '2' })
    expect((await ada.get(1))?.content).toBe(theme.content)
    expect((await window.post('/memories/1/revert', { to: '1', revision: '2' })).status).toBe(409)
  })

  test('is forgotten after a question', async () => {
    const { ada, window } = fresh()
    await ada.save(theme)
    expect((await window.get('/memories/1/forget')).text).toContain('1 memory will be forgotten.')
    expect(await ada.get(1)).not.toBeNull()
    expect((await window.post('/memories/1/forget')).status).toBe(303)
    expect(await ada.get(1)).toBeNull()
    expect((await window.post('/memories/1/forget')).status).toBe(404)
  })
})

test('many are forgotten: the selected ones, or a filter with its count', async () => {
  const { ada, window } = fresh()
  const types = ['discovery', 'discovery', 'discovery', 'decision', 'pattern']
  await ada.save(types.map((type, at) => ({ type, title: `T${at}`, content: '' })))
  const asked = await window.get('/forget?id=4&id=5&id=99')
  expect(asked.text).toContain('2 memories will be forgotten.')
  await window.post('/forget', [
    ['id', '4'],
    ['id', '5'],
  ])
  const filtered = await window.get('/forget?filter=1&type=discovery')
  expect(filtered.text).toContain('3 memories will be forgotten.')
  await ada.save({ type: 'discovery', title: 'Late', content: '' })
  const changed = await window.post('/forget', { filter: '1', type: 'discovery', count: '3' })
  expect(changed.text).toContain('has changed in the meantime')
  expect((await ada.stats()).observations).toBe(4)
  await window.post('/forget', { filter: '1', type: 'discovery', count: '4' })
  expect((await ada.stats()).observations).toBe(0)
  expect((await window.post('/forget', { filter: '1', count: '0' })).text).toContain('Nothing was chosen')
})

test('proposals are compared, approved, edited and rejected', async () => {
  const { ada, window } = fresh()
  await ada.save(theme)
  await ada.save({ ...theme, content: 'Prefers light colours.', status: 'pending' })
  const { text } = await window.get('/review')
  expect(text).toMatch(/Kept now[\s\S]*Prefers dark[\s\S]*Proposed in its place[\s\S]*Prefers light/)
  const [proposal] = (await ada.list({ status: 'pending' })).observations
  await window.post(`/review/${proposal!.id}/approve`, { revision: '1' })
  expect((await ada.get('ui/theme'))?.content).toBe('Prefers light colours.')
  const tea = await ada.save({ type: 'preference', title: 'Tea', content: 'Green', status: 'pending' })
  await window.post(`/memories/${tea.id}/edit`, {
    title: 'Tea',
    content: 'Black',
    revision: '1',
    approve: 'yes',
  })
  expect(await ada.get(tea.id)).toMatchObject({ content: 'Black', status: 'active' })
  const cake = await ada.save({ type: 'preference', title: 'Cake', content: 'No', status: 'pending' })
  const rejected = await window.post(`/memories/${cake.id}/forget`)
  expect(rejected.headers.get('location')).toBe('/memory/review?notice=forgotten')
  expect((await window.get('/review')).text).toContain('Nothing waits for you.')
})

test('sessions are a timeline with summaries', async () => {
  const { ada, window } = fresh()
  await ada.startSession()
  await ada.save(theme)
  await ada.endSession('Chose the theme.')
  const { text } = await window.get('/sessions')
  expect(text).toContain('Chose the theme.')
  expect(text).toContain('href="/memory/memories/1"')
})

describe('control', () => {
  test('pauses and resumes each switch', async () => {
    const { ada, window } = fresh()
    await window.post('/control/pause', { what: 'saving', paused: 'yes' })
    expect(await ada.settings()).toEqual({ isSavingPaused: true, isRecallPaused: false })
    await window.post('/control/pause', { what: 'recall', paused: 'yes' })
    await window.post('/control/pause', { what: 'saving', paused: 'no' })
    expect(await ada.settings()).toEqual({ isSavingPaused: false, isRecallPaused: true })
    expect((await window.get('/?q=x')).text).toContain('You have paused recall')
  })

  test('a private session keeps nothing and uses nothing, until it ends', async () => {
    const { ada, window } = fresh()
    expect((await window.get('/control')).text).toContain('Start a private session')
    await window.post('/control/pause', { what: 'private', paused: 'yes' })
    expect(await ada.settings()).toEqual({ isSavingPaused: true, isRecallPaused: true })
    const { text } = await window.get('/control')
    expect(text).toContain('End the private session')
    expect(text).not.toContain('Start a private session')
    await window.post('/control/pause', { what: 'private', paused: 'no' })
    expect(await ada.settings()).toEqual({ isSavingPaused: false, isRecallPaused: false })
  })

  test.each(['/erase', '/import', '/control/pause'])('is where %s leads without a form', async (path) => {
    const { status, headers } = await fresh().window.get(path)
    expect([status, headers.get('location')]).toEqual([303, '/memory/control'])
  })

  test('takes everything out and in, and reports refused lines', async () => {
    const { ada, window } = fresh()
    await ada.save([theme, { ...theme, title: 'Other', topicKey: null }])
    const file = await window.get('/export')
    expect(file.headers.get('content-disposition')).toContain('attachment')
    expect((await window.get('/print')).text).toContain('Prefers dark colours.')
    const other = fresh()
    const lines = file.text.split('\n')
    const broken = ['{"no":1}', ...lines.slice(0, -1), 'not json', ''].join('\n')
    const report = await other.window.upload('/import', broken)
    expect((await other.ada.stats()).observations).toBe(2)
    expect(report.text).toContain('Memories added: 2')
    expect([...report.text.matchAll(/<td>(\d+)<\/td>/g)].map(([, line]) => line)).toEqual([
      '1',
      String(lines.length + 1),
    ])
    expect((await other.window.upload('/import', 'x\n'.repeat(30))).text).toContain('Too many lines')
    expect((await other.window.upload('/import', '')).text).toContain('Choose a file first.')
  })

  test('erases everything only with the typed word, and gives a receipt', async () => {
    const { ada, window } = fresh()
    await ada.save(theme)
    expect((await window.post('/erase', { confirm: 'yes' })).status).toBe(400)
    expect((await ada.stats()).observations).toBe(1)
    const { text } = await window.post('/erase', { confirm: ' Erase ' })
    expect(text).toContain('download="memory-erased.json"')
    expect((await ada.stats()).observations).toBe(0)
  })
})

test('speaks the language of the browser or the one that was chosen', async () => {
  const { window } = fresh()
  const spanish = await window.get('/', { 'accept-language': 'fr, es-MX;q=0.9, en;q=0.8' })
  expect(spanish.text).toContain('<html lang="es"')
  const chosen = await window.post('/preferences', { language: 'es', theme: 'dark', back: '//evil.example' })
  expect(chosen.headers.get('location')).toBe('/memory')
  const cookie = chosen.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const kept = await window.get('/', { cookie })
  expect(kept.text).toContain('<html lang="es" data-theme="dark">')
})

test('explains the marks of private parts', async () => {
  const { ada, window } = fresh()
  await ada.save({ ...theme, content: 'Call <private>+34 600</private> later' })
  const { text } = await window.get('/memories/1')
  expect(text).toContain('was never stored')
  expect(text).not.toContain('+34 600')
})
