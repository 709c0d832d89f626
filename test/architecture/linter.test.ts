import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importTable, partOf, permissionsOf } from './import-table.ts'

const parts = Object.keys(importTable)
const packages = [
  'zod',
  'zod/mini',
  'pg',
  'hono',
  'node:fs',
  'node:crypto',
  '@hono/node-server',
  '@modelcontextprotocol/server',
  'vitest',
]

/** Files in a folder of a part that holds other parts, too. */
const deeper = ['core/errors/errors', 'memory/handle/search']

/** Imports that are planted into one file of each part: of other parts and some packages, for values and for types. */
interface Planted {
  readonly part: string
  readonly to: string
  readonly isTypeOnly: boolean
}

const planted: readonly Planted[] = parts.flatMap((part) =>
  [...[...parts, ...deeper].filter((to) => partOf(to) !== part), ...packages].flatMap((to) =>
    [false, true].map((isTypeOnly) => ({ part, to, isTypeOnly })),
  ),
)

/** A file of a part: inside it, where it is a folder. */
function fileOf(part: string): string {
  const isFile = part === 'index' || part === 'memory/facade' || deeper.includes(part)
  return isFile ? `src/${part}.ts` : `src/${part}/planted.ts`
}

function statementOf({ part, to, isTypeOnly }: Planted, index: number): string {
  const path = relative(dirname(fileOf(part)), fileOf(to))
  const specifier = partOf(to) !== undefined ? (path.startsWith('.') ? path : `./${path}`) : to
  return `import ${isTypeOnly ? 'type ' : ''}{ Planted as planted${index} } from '${specifier}'`
}

function isAllowed({ part, to, isTypeOnly }: Planted): boolean {
  const { values, types } = permissionsOf(part)
  const covers = (permission: string): boolean =>
    permission === (partOf(to) ?? to) || (permission.endsWith('*') && to.startsWith(permission.slice(0, -1)))
  return values.some(covers) || (isTypeOnly && types.some(covers))
}

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ilab-linter-'))
  const rules = join(import.meta.dirname, 'linter-rules.ts')
  await writeFile(
    join(folder, 'oxlint.config.ts'),
    `import { importOverrides } from ${JSON.stringify(rules)}
export default { plugins: ['eslint'], categories: { correctness: 'off' }, overrides: importOverrides() }`,
  )
  for (const part of parts) {
    const lines = planted.filter((line) => line.part === part).map(statementOf)
    await mkdir(join(folder, dirname(fileOf(part))), { recursive: true })
    await writeFile(join(folder, fileOf(part)), `${lines.join('\n')}\n`)
  }
})

afterAll(() => rm(folder, { recursive: true }))

/** Lists the lines that the linter refuses, as `file:line`. */
function refusedByLinter(): Promise<Set<string>> {
  const oxlint = join(import.meta.dirname, '..', '..', 'node_modules', 'oxlint', 'bin', 'oxlint')
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [oxlint, '-f', 'unix'],
      { cwd: folder, maxBuffer: 2 ** 24 },
      (_error, stdout) => {
        const found = [...stdout.matchAll(/^(src\/\S+?):(\d+):\d+:.*no-restricted-imports/gm)]
        if (found.length === 0) reject(new Error(`the linter refused nothing: ${stdout}`))
        else resolve(new Set(found.map(([, file, line]) => `${file}:${line}`)))
      },
    )
  })
}

test('the linter refuses exactly what the table does', async () => {
  const refused = await refusedByLinter()
  const wrong = parts.flatMap((part) =>
    planted
      .filter((line) => line.part === part)
      .flatMap((line, index) => {
        const isRefused = refused.has(`${fileOf(part)}:${index + 1}`)
        return isRefused === !isAllowed(line)
          ? []
          : [`${isRefused ? 'refuses' : 'allows'} in ${part}: ${statementOf(line, index)}`]
      }),
  )
  expect(wrong).toEqual([])
})
