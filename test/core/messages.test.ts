import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
/** Files that read a message of another library, because that library gives no code. */
const foreign = ['src/stores/postgres/connection/failures.ts', 'src/cli/failure.ts']
const reading =
  /\.message\b\)?\??\.(?:replace|replaceAll|match|split|slice|startsWith|endsWith|includes|indexOf)\(|(?:exec|test)\(\w+\.message\b/

test('no code reads or rewrites a message: what a program needs of an error is data', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter((name) => !foreign.includes(name))
  expect(files.length).toBeGreaterThan(200)
  const found = files.filter((name) => reading.test(readFileSync(join(root, name), 'utf8')))
  expect(found).toEqual([])
})

test('the pattern finds what it is for', () => {
  for (const code of [
    "error.message.replace('a', 'b')",
    '/^line/.exec(error.message)',
    '(e.message).split(":")',
  ])
    expect(reading.test(code)).toBe(true)
  expect(reading.test('said(error.message)')).toBe(false)
})

test('no message sends its reader to a cause that is not shown', () => {
  const files = globSync('src/**/*.ts', { cwd: root })
  const found = files.filter((name) =>
    /['`][^'`\n]*see (?:the )?cause/i.test(readFileSync(join(root, name), 'utf8')),
  )
  expect(found).toEqual([])
})
