import { expect, test } from 'vitest'
import { connect } from '../../src/client/index.ts'
import { openToAnyone } from '../../src/server/access/authenticate.ts'
import { serve } from '../../src/server/http/index.ts'
import { openMemory, pageOf, Window } from './browsing.ts'

test('a page over a remote memory shows, changes, forgets and erases as over an embedded one', async () => {
  const memory = await openMemory()
  const server = await serve({ memory, authenticator: openToAnyone, port: 0 })
  const remote = connect(server.url)
  const ada = memory.forUser('ada')
  await ada.save({ type: 'preference', title: 'Theme', content: 'dark', topicKey: 'ui/theme' })
  await memory.forUser('bob').save({ type: 'decision', title: 'Secret of bob', content: 'bob' })
  const window = new Window(pageOf(remote), 'ada')
  expect((await window.get('/?q=dark')).text).toContain('<mark>dark</mark>')
  const edit = { title: 'Theme', content: 'light', topicKey: 'ui/theme', revision: '1' }
  expect((await window.post('/memories/1/edit', edit)).status).toBe(303)
  expect((await window.post('/memories/1/edit', { ...edit, content: 'blue' })).status).toBe(409)
  expect((await window.get('/memories/1/history')).text).toContain('<del>')
  const file = (await window.get('/export')).text
  expect(file).not.toContain('bob')
  expect((await window.post('/memories/1/forget')).status).toBe(303)
  expect((await window.get('/memories/1')).status).toBe(404)
  expect((await window.upload('/import', `nonsense\n${file}`)).text).toContain('Memories added: 1')
  for (const path of ['/sessions', '/review', '/control', '/print', '/forget?filter=1&type=preference'])
    expect((await window.get(path)).status).toBe(200)
  expect((await window.post('/erase', { confirm: 'erase' })).text).toContain('Everything was erased')
  expect((await memory.forUser('bob').stats()).observations).toBe(1)
  await server.close()
  expect((await window.get('/')).status).toBe(500)
  await remote.close()
  await memory.close()
})
