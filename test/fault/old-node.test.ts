import { execFileSync } from 'node:child_process'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { freshFolder } from '../sqlite/fresh-folder.ts'
import { isLong, patience } from './rounds.ts'

const root = join(import.meta.dirname, '..', '..')

/** The compiled package beside its dependencies: an old Node does not run TypeScript. */
function build(): string {
  const folder = freshFolder()
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const compile = [
    join(root, 'node_modules', '.bin', 'tsc'),
    '-p',
    'tsconfig.build.json',
    '--outDir',
    join(folder, 'dist'),
  ]
  execFileSync(process.execPath, compile, { cwd: root })
  return join(folder, 'dist', 'index.js')
}

function install(release: string): string {
  const folder = freshFolder()
  const quietly = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...quietly, '--prefix', folder, `node@${release}`])
  return join(folder, 'node_modules', '.bin', 'node')
}

// Downloads a runtime each: not in every run.
describe.runIf(isLong)('R26 a real Node that is too old', () => {
  test.each([
    ['22.16.0', /^Node 22\.16\.0 brings SQLite 3\.49\.1, which can lose writes: .* 3\.51\.3/],
    ['22.4.0', /^Node 22\.4\.0 is too old: ilab-memory needs Node 22\.22\.3/],
    ['18.20.8', /^Node 18\.20\.8 is too old: ilab-memory needs Node 22\.22\.3/],
  ])('%s is refused in words, and no file is left', { timeout: patience }, (release, message) => {
    const path = join(freshFolder(), 'made', 'memory.db')
    const program = `import(${JSON.stringify(pathToFileURL(build()))})
      .then(({ ILabMemory }) => ILabMemory.fromPath(${JSON.stringify(path)}))
      .then(() => console.log('{}'), ({ code, message }) => console.log(JSON.stringify({ code, message })))`
    const printed = execFileSync(install(release), ['--eval', program], { encoding: 'utf8' })
    expect(JSON.parse(printed)).toEqual({
      code: 'unsupported_runtime',
      message: expect.stringMatching(message),
    })
    expect(existsSync(join(path, '..'))).toBe(false)
  })
})
