import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runNode } from '../examples/run.ts'
import { adapterPages, programsOf, toModule, type Program } from '../markdown.ts'

const root = join(import.meta.dirname, '../..')
const mark = '--- next block ---'
const programs = adapterPages.flatMap(programsOf)
const folder = mkdtempSync(join(tmpdir(), 'ilab-adapter-pages-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
// The programs import the frameworks as an application does.
symlinkSync(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'))

function writeProgram(program: Program): string {
  const place = join(folder, program.name.replaceAll(/[^\w]+/g, '-'))
  mkdirSync(place, { recursive: true })
  const file = join(place, 'program.ts')
  writeFileSync(file, toModule(program, mark))
  return file
}

test('every page of an adapter begins with a program', () => {
  expect(adapterPages.filter((page) => programsOf(page).length === 0)).toEqual([])
})

test.for(programs)('$name runs and prints what the page says', async (program) => {
  const file = writeProgram(program)
  const { code, stdout, stderr } = await runNode([file], { cwd: join(file, '..') })
  expect(stderr).toBe('')
  expect(stdout.split(`${mark}\n`).slice(1)).toEqual(program.steps.map(({ output }) => output))
  expect(code).toBe(0)
})

test('programs have the types that they claim', async () => {
  const compilerOptions = {
    typeRoots: [join(root, 'node_modules/@types')],
    noUnusedLocals: false,
    noPropertyAccessFromIndexSignature: false,
  }
  const config = join(folder, 'tsconfig.json')
  const files = programs.map(writeProgram)
  const extended = join(root, 'tsconfig.json')
  writeFileSync(config, JSON.stringify({ extends: extended, compilerOptions, files, include: [] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await runNode([tsc, '-p', config], { cwd: folder })
  expect(stdout).toBe('')
})
