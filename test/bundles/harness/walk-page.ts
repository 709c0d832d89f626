import { expect } from 'vitest'
import { Browser } from '../../examples/browser.ts'

/** Secrets of an application that has the page. */
export const secrets = {
  SESSION_SECRET: 'a secret of the sessions',
  PAGE_SECRET: 'a secret of thirty-two characters!',
}

/** Title of the one memory that each person has. */
export function noteOf(name: string): string {
  return `Note of ${name}`
}

/**
 * Walks a mounted page as two people do: each sees, takes along and forgets their own only.
 *
 * @param enter - signs a person in, who then has one memory
 */
export async function walkPage(
  site: string,
  enter: (browser: Browser, name: string) => Promise<unknown>,
): Promise<void> {
  const [visitor, ana, ben] = [new Browser(site), new Browser(site), new Browser(site)]
  expect((await visitor.get('/memory')).status).toBe(401)
  await enter(ana, 'ana')
  await enter(ben, 'ben')

  const list = await ana.text('/memory')
  expect(list).toContain(noteOf('ana'))
  expect(list).not.toContain(noteOf('ben'))
  const style = await ana.get(/href="(\/memory\/style-[^"]+)"/.exec(list)?.[1] ?? '')
  expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8')
  const kept = await ana.text('/memory/export')
  expect(kept).toContain(noteOf('ana'))
  expect(kept).not.toContain(noteOf('ben'))

  const path = `${/href="(\/memory\/memories\/\d+)"/.exec(list)?.[1]}/forget`
  const token = /name="token" value="([^"]+)"/.exec(await ana.text(path))?.[1] ?? ''
  expect((await ben.post(path, { token })).status).toBe(403)
  expect((await ana.post(path, { token: '' })).status).toBe(403)
  expect((await ana.post(path, { token }, 'https://elsewhere.example')).status).toBe(403)
  expect(await ana.text('/memory')).toContain(noteOf('ana'))
  expect((await ana.post(path, { token })).status).toBe(200)
  expect(await ana.text('/memory')).not.toContain(noteOf('ana'))
  expect(await ben.text('/memory')).toContain(noteOf('ben'))
}
