import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs', 'requirements.md'), 'utf8')

/** A test that the page names. */
interface Proof {
  readonly file: string
  readonly name: string
}

/** A claim of the page. */
interface Requirement {
  readonly number: string
  readonly proofs: readonly Proof[]
}

const requirements: readonly Requirement[] = [
  ...page.matchAll(/^\| (R\d+) \| [^|]+ \| ((?:`[^`]+`: “[^”]+”(?:<br>)?)+) \|$/gm),
].map(([, number = '', cell = '']) => ({
  number,
  proofs: [...cell.matchAll(/`([^`]+)`: “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name })),
}))

/** Every citation in a test: a number in its name or its `requirement`, or after `@requirement`. */
const citations = globSync(['test/**/*.ts', 'src/testing/**/*.ts'], {
  cwd: root,
  exclude: (name) => name === 'node_modules',
})
  .filter((file) => !file.endsWith('requirements.test.ts'))
  .flatMap((file) => citedIn(readFileSync(join(root, file), 'utf8')).map((number) => ({ file, number })))

function citedIn(text: string): string[] {
  const strings =
    text.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|@requirement R\d+/g) ?? []
  return [...new Set(strings.flatMap((string) => string.match(/\bR\d+\b/g) ?? []))]
}

/** Tells whether a file has a test of that name and cites the number. */
function proves(number: string, { file, name }: Proof): boolean {
  if (!existsSync(join(root, file))) return false
  const text = readFileSync(join(root, file), 'utf8')
  const hasName = text.includes(name) || text.includes(name.replaceAll("'", String.raw`\'`))
  return hasName && citedIn(text).includes(number)
}

describe('requirements', () => {
  test('are numbered without a gap', () => {
    expect(requirements.map(({ number }) => number)).toEqual(
      Array.from({ length: requirements.length }, (_, index) => `R${index + 1}`),
    )
    expect(requirements.length).toBeGreaterThanOrEqual(57)
  })

  test('are all cited by a test', () => {
    const cited = new Set(citations.map(({ number }) => number))
    expect(requirements.filter(({ number }) => !cited.has(number)).map(({ number }) => number)).toEqual([])
  })

  test('are the only ones that tests cite', () => {
    const known = new Set(requirements.map(({ number }) => number))
    expect(citations.filter(({ number }) => !known.has(number))).toEqual([])
  })

  test.each(requirements)('$number is proved by the tests that the page names', ({ number, proofs }) => {
    expect(proofs).not.toEqual([])
    expect(proofs.filter((proof) => !proves(number, proof))).toEqual([])
  })

  test('have limits that name existing numbers', () => {
    const limits = page.slice(page.indexOf('## Limits')).match(/^\| R\d+ /gm) ?? []
    expect(limits.length).toBeGreaterThan(0)
    for (const limit of limits) expect(requirements.map(({ number }) => number)).toContain(limit.slice(2, -1))
  })
})
