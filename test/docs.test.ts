import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../src/core/errors/errors.ts'
import { runNode, temporaryFolder } from './examples/run.ts'
import { adapterPages, deadLinks, pages, programsOf, readPage, toModule } from './markdown.ts'

const root = join(import.meta.dirname, '..')
const programs = pages.filter((page) => !adapterPages.includes(page)).flatMap(programsOf)
const folder = temporaryFolder()
const mark = '--- next block ---'
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')

function writeProgram(place: string, module: string): string {
  mkdirSync(join(folder, place), { recursive: true })
  const file = join(folder, place, 'program.ts')
  writeFileSync(file, module)
  return file
}

describe('programs of the documentation', () => {
  test.for(programs)('$name runs and prints what the page says', { timeout: 60_000 }, async (program) => {
    const place = program.name.replaceAll(/[^\w]+/g, '-')
    const file = writeProgram(place, toModule(program, mark))
    const env = { USER_ID_SALT: 'a long secret' }
    const { code, stdout, stderr } = await runNode([file], { cwd: join(folder, place), env })
    expect(stderr).toBe('')
    const printed = stdout.split(`${mark}\n`).slice(1)
    expect(printed).toEqual(program.steps.map(({ output }) => output))
    expect(code).toBe(0)
  })

  test('have the types that they claim', { timeout: 60_000 }, async () => {
    const files = programs.map((program, i) => writeProgram(`types-${i}`, toModule(program, mark)))
    const config = join(folder, 'tsconfig.json')
    const compilerOptions = {
      typeRoots: [join(root, 'node_modules/@types')],
      noUnusedLocals: false,
      noPropertyAccessFromIndexSignature: false,
    }
    writeFileSync(
      config,
      JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions, files, include: [] }),
    )
    const { stdout } = await runNode([join(root, 'node_modules/typescript/bin/tsc'), '-p', config], {
      cwd: folder,
    })
    expect(stdout).toBe('')
  })
})

describe('pages', () => {
  test.for(pages)('every relative link of %s leads somewhere', (page) => {
    expect(deadLinks(page)).toEqual([])
  })

  test('the first 40 lines of the README hold what a newcomer needs', () => {
    const start = readPage('README.md').split('\n').slice(0, 40).join('\n')
    expect(start).toMatch(/^# .+\n\n[^\n#]+\.\n/)
    expect(start).toContain('npm install ilab-memory')
    expect(start).toContain('npm ci && npm run demo')
    const [program] = programsOf('README.md')
    expect(program?.steps[0]?.code.trimEnd().split('\n').length).toBeLessThanOrEqual(15)
    for (const part of [program?.steps[0]?.code, program?.steps[0]?.output]) expect(start).toContain(part)
    expect(program?.steps[0]?.output).not.toBe('')
    expect(start).toMatch(/^\| store .*\|$/m)
    expect(start).toMatch(/^\| .*(?:where|to find).*\|$/im)
  })

  test.for(pages.filter((page) => page.startsWith('docs/decisions/')))(
    '%s has a date and a status',
    (page) => {
      expect(readPage(page)).toMatch(
        /^# \d+\. .+\n\n- Date: \d{4}-\d\d-\d\d\n- Status: (accepted|superseded)/,
      )
    },
  )

  test('no two decisions share a number, and each has the number of its file', () => {
    const decisions = pages.filter((page) => page.startsWith('docs/decisions/'))
    const numbers = decisions.map((page) => Number(/\/(\d{4})-/.exec(page)?.[1]))
    expect(numbers).toEqual([...new Set(numbers)])
    for (const [i, page] of decisions.entries())
      expect([page, readPage(page).startsWith(`# ${numbers[i]}. `)]).toEqual([page, true])
  })

  test('errors.md explains every code', () => {
    const explained = [...readPage('docs/errors.md').matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1])
    expect(explained).toEqual([...errorCodes])
  })
})
