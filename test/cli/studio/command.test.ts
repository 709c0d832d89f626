import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { CommandLine, ended } from '../command.ts'

test('studio prints an address that opens one user’s memory once, until it is told to end', async () => {
  const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: './memory.db' })
  expect(await cli.run(['studio', '--user', 'ada'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('there is no store at this path'),
  })
  await cli.run(['save', '--user', 'ada', '--type', 'profile', '--title', 'Name', '--content', 'Ada'])
  const child = cli.start(['studio', '--user', 'ada'])
  const running = ended(child)
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const opening = await fetch(url)
  const [cookie = ''] = opening.headers.getSetCookie()
  const page = await fetch(url.replace(/\?.*/, ''), { headers: { cookie: cookie.split(';')[0] ?? '' } })
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Studio: ada')])
  expect((await fetch(url)).status).toBe(403)
  child.kill('SIGTERM')
  expect(await running).toMatchObject({ code: 0, stderr: '' })
  expect(await cli.run(['studio', '--port', '70000'])).toMatchObject({ code: 2 })
})
