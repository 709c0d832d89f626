import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  loadSqlite,
  minimumSqlite,
  requireSupportedRuntime,
  supportedNode,
} from '../../../src/stores/sqlite/file/runtime.ts'
import { freshFolder } from '../fresh-folder.ts'

const root = join(import.meta.dirname, '../../..')

describe('R26 versions', () => {
  test.each([
    ['22.16.0', '3.51.3'],
    ['22.22.3', '3.51.10'],
    ['24.0.0', '3.53.0'],
    ['26.1.0', '4.0.0'],
    ['22.16.0-rc.1', '3.51.3'],
    ['27.0.0-nightly20261101a1b2c3d4e5', '3.52.0'],
    ['100.0.0', '3.100.0'],
  ])('Node %s with SQLite %s are taken', (node, sqlite) => {
    requireSupportedRuntime({ node, sqlite })
  })

  test.each([
    ['22.15.1', '3.51.3', /^Node 22\.15\.1 is too old/],
    ['22.15.9-rc.1', '3.51.3', /^Node 22\.15\.9-rc\.1 is too old/],
    ['20.20.2', undefined, /^Node 20\.20\.2 is too old/],
    ['9.99.99', '3.99.0', /^Node 9\.99\.99 is too old/],
    ['22.16.0', undefined, /^this Node has no SQLite/],
    ['24.0.0', undefined, /^this Node has no SQLite/],
    ['22.16.0', '3.49.1', /brings SQLite 3\.49\.1, which can lose writes/],
    ['24.4.0', '3.51.2', /brings SQLite 3\.51\.2/],
    ['24.4.0', '3.9.0', /brings SQLite 3\.9\.0/],
    ['26.0.0', '2.99.99', /brings SQLite 2\.99\.99/],
  ])('Node %s with SQLite %s are refused, and the message says what is needed', (node, sqlite, message) => {
    const needed = sqlite === undefined || /too old/.test(message.source) ? supportedNode : minimumSqlite
    const refused = refusal({ node, sqlite })
    expect(refused).toMatchObject({ code: 'unsupported_runtime', message: expect.stringMatching(message) })
    expect((refused as Error).message).toContain(needed)
  })
})

test.each([
  ['has no node:sqlite', () => undefined],
  ['has no way to load a built-in module', undefined],
])('a runtime that %s is refused', (_, load) => {
  const own: unknown = Reflect.get(process, 'getBuiltinModule')
  Object.assign(process, { getBuiltinModule: load })
  try {
    expect(() => loadSqlite()).toThrow(
      expect.objectContaining({
        code: 'unsupported_runtime',
        message: `this runtime has no node:sqlite: ilab-memory needs ${supportedNode}`,
      }),
    )
  } finally {
    Object.assign(process, { getBuiltinModule: own })
  }
})

function refusal(versions: Parameters<typeof requireSupportedRuntime>[0]): unknown {
  try {
    return requireSupportedRuntime(versions)
  } catch (error) {
    return error
  }
}

/** The machine's own Node, outside any project; this one where there is no other. */
function installedNode(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = folders
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
  return candidates.find((path) => existsSync(path)) ?? process.execPath
}

function output(command: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd })
  expect({ status, stderr, error }).toEqual({ status: 0, stderr: '', error: undefined })
  return stdout
}

describe("R26 the built package on the machine's own Node", () => {
  const node = installedNode()
  const built = mkdtempSync(join(tmpdir(), 'ilab-memory-built-'))
  afterAll(() => rmSync(built, { recursive: true, force: true }))

  beforeAll(() => {
    writeFileSync(join(built, 'package.json'), '{ "type": "module" }')
    symlinkSync(join(root, 'node_modules'), join(built, 'node_modules'))
    const compiler = join(root, 'node_modules', '.bin', 'tsc')
    output(compiler, ['-p', 'tsconfig.build.json', '--outDir', join(built, 'dist')], root)
  })

  test.each(['fromPath', 'fromDirectory'])('%s says what it needs, and leaves nothing behind', (open) => {
    const versions = JSON.parse(output(node, ['--print', 'JSON.stringify(process.versions)'])) as {
      node: string
    }
    const isSupported = refusal(versions) === undefined
    const folder = freshFolder()
    const program = `
      import { ILabMemory } from ${JSON.stringify(pathToFileURL(join(built, 'dist', 'index.js')))}
      try {
        const memory = await ILabMemory.${open}('./made/store')
        await memory.forUser('alice').save({ type: 'pattern', title: 'Note', content: 'kept' })
        await memory.close()
        console.log(JSON.stringify({ code: null }))
      } catch ({ name, code, message }) {
        console.log(JSON.stringify({ name, code, message }))
      }`
    const evaluate = ['--no-warnings', '--input-type=module', '--eval', program]
    const refused = {
      name: 'MemoryError',
      code: 'unsupported_runtime',
      message: expect.stringMatching(/^[^\n]*\d+\.\d+\.\d+[^\n]*ilab-memory needs [^\n]*$/),
    }
    expect(JSON.parse(output(node, evaluate, folder))).toEqual(isSupported ? { code: null } : refused)
    expect(existsSync(join(folder, 'made'))).toBe(isSupported)
  })
})
