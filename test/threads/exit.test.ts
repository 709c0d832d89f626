import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { runNode } from '../examples/run.ts'
import { folders } from './threads.ts'

const root = join(import.meta.dirname, '..', '..')
const newFolder = folders()

/** A program that saves in a thread, and then does `end`. */
function program(library: string, end: string): string {
  return `
    import { ILabMemory } from ${JSON.stringify(library)}
    const memory = await ILabMemory.fromDirectory('./memory', { threads: 2 })
    for (const user of ['alice', 'bob', 'carol'])
      await memory.forUser(user).save({ type: 'profile', title: 'Name', content: user })
    ${end}`
}

const ends = {
  'closes the memory': 'await memory.close(); console.log("done")',
  'does not close the memory': 'console.log("done")',
  'ends while a save is under way':
    'memory.forUser("dan").save({ type: "profile", title: "Name", content: "dan" }).then(() => console.log("done"))',
}

async function expectSaved(library: string, cwd: string, users: number): Promise<void> {
  const count = `
    import { ILabMemory } from ${JSON.stringify(library)}
    await using memory = await ILabMemory.fromDirectory('./memory')
    let saved = 0
    for (const user of ['alice', 'bob', 'carol', 'dan']) saved += (await memory.forUser(user).stats()).observations
    console.log(saved)`
  const { stdout } = await runNode(['--input-type=module', '--eval', count], { cwd })
  expect(stdout).toBe(`${users}\n`)
}

describe('a process with threads, from the sources', () => {
  const library = pathToFileURL(join(root, 'src', 'index.ts')).href

  test.for(Object.entries(ends))('that %s exits by itself, and everything is there', async ([name, end]) => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'program.mjs'), program(library, end))
    const { code, stdout, stderr } = await runNode(['program.mjs'], { cwd })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' })
    await expectSaved(library, cwd, name.startsWith('ends') ? 4 : 3)
  })

  test('may be given on the command line', async () => {
    const cwd = newFolder()
    const text = program(library, ends['closes the memory'])
    expect(await runNode(['--input-type=module', '--eval', text], { cwd })).toMatchObject({
      code: 0,
      stdout: 'done\n',
    })
  })
})

describe('a process with threads, from a built package', () => {
  const project = newFolder()

  beforeAll(async () => {
    const place = join(project, 'node_modules', 'ilab-memory')
    mkdirSync(place, { recursive: true })
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
    await runNode([tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(place, 'dist')])
    cpSync(join(root, 'package.json'), join(place, 'package.json'))
    mkdirSync(join(project, 'node_modules', '@orama'))
    for (const name of ['zod', 'stemmer', '@orama/stemmers'])
      symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }, 60_000)

  test('saves and exits', async () => {
    writeFileSync(join(project, 'program.mjs'), program('ilab-memory', ends['does not close the memory']))
    const { code, stdout, stderr } = await runNode(['program.mjs'], { cwd: project })
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'done\n', stderr: '' })
    await expectSaved('ilab-memory', project, 3)
  })
})
