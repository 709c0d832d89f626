import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CommandLine, freshFolder } from './command.ts'

test.each([['--version'], ['hook']])('%s keeps compiled code where only its owner reads', async (name) => {
  const folder = freshFolder()
  const cli = new CommandLine(folder, { XDG_CACHE_HOME: join(folder, 'cache'), NODE_COMPILE_CACHE: '' })
  expect((await cli.run([name])).code).toBe(0)
  const places = readdirSync(join(folder, 'cache'), { recursive: true, encoding: 'utf8' }).map((path) =>
    lstatSync(join(folder, 'cache', path)),
  )
  expect(places.filter(({ mode }) => (mode & 0o077) !== 0)).toEqual([])
  // The modules that the command loads, and not only the one that keeps them.
  expect(places.filter((place) => place.isFile()).length).toBeGreaterThan(1)
})
