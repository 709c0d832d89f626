import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { supportedNode } from '../../src/stores/sqlite/file/runtime.ts'
import { manifest, publishedPackage, root, run } from './published-package.ts'

const allowedDependencies = [
  '@hono/node-server',
  '@modelcontextprotocol/server',
  'commander',
  'hono',
  'jose',
  'pino',
  'prom-client',
  'zod',
]

const { project, published } = await publishedPackage()

async function packedFiles(): Promise<string[]> {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: published })
  const packed = Object.values(JSON.parse(stdout) as Record<string, { files: { path: string }[] }>)[0]
  return (packed?.files ?? []).map((file) => file.path)
}

describe('the package', () => {
  test('depends on nothing but what we agreed to', () => {
    expect(Object.keys(manifest.dependencies).toSorted()).toEqual(allowedDependencies)
  })

  test('holds the OpenAPI document, of its own version', async () => {
    const script = `import document from 'ilab-memory/openapi.json' with { type: 'json' }
      console.log(document.openapi, document.info.version, Object.keys(document.paths).length > 9)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: project,
    })
    expect(stdout).toBe(`3.1.0 ${manifest.version} true\n`)
  })

  test('R57 runs no script on the machine that installs it', () => {
    const ran = ['preinstall', 'install', 'postinstall', 'prepare']
    expect(Object.keys(manifest.scripts).filter((name) => ran.includes(name))).toEqual([])
  })

  test('holds its compiled code, its documents and its license, no sources and no tests', async () => {
    const files = await packedFiles()
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js']),
    )
    const expected =
      /^(dist\/.+\.(js|js\.map|d\.ts|d\.ts\.map)|dist\/openapi\.json|dist\/LICENSES\.txt|docs\/.+|examples\/.+|LICENSE|(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|SECURITY)\.md|package\.json)$/
    expect(files.filter((file) => !expected.test(file))).toEqual([])
  })

  test.each([
    ['ilab-memory', 3],
    ['ilab-memory/client', 3],
  ])('%s is loaded as %i files, since loading many takes longer than running them', async (entry, count) => {
    const script = `import { registerHooks } from 'node:module'
      let count = 0
      registerHooks({ load: (url, context, next) => (url.startsWith('file:') && count++, next(url, context)) })
      await import(${JSON.stringify(entry)})
      console.log(count)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: project,
    })
    expect(Number(stdout)).toBe(count)
  })

  test('holds every example that its documents mention', async () => {
    const files = await packedFiles()
    const documents = files.filter((file) => file.endsWith('.md'))
    const texts = await Promise.all(documents.map((file) => readFile(join(root, file), 'utf8')))
    const mentioned = texts.flatMap((text) => text.match(/\bexamples\/[\w/-]+(?:\.ts)?/g) ?? [])
    const isPacked = (name: string): boolean =>
      files.some((file) => file === name || file.startsWith(`${name}/`))
    expect([...new Set(mentioned)].filter((name) => !isPacked(name.replace(/\/$/, '')))).toEqual([])
  })

  test('names the same releases of Node everywhere', async () => {
    expect(manifest.engines.node).toBe('^22.22.3 || ^24.15.0 || >=25.8.2')
    expect(supportedNode).toBe('Node 22.22.3, 24.15, 26 or later')
    const places = ['README.md', 'docs/cli.md', 'docs/getting-started.md', 'src/cli/bin.ts']
    for (const place of places) expect(await readFile(join(root, place), 'utf8')).toContain(supportedNode)
    expect((await readFile(join(root, 'README.md'), 'utf8')).split('\n')[2]).toContain(supportedNode)
  })

  test('has a file and its types behind every export', async () => {
    const files = await packedFiles()
    const code = Object.values(manifest.exports).map((path) => path.replace('./', ''))
    const types = code.filter((path) => path.endsWith('.js')).map((path) => path.replace(/\.js$/, '.d.ts'))
    expect([...code, ...types].filter((path) => !files.includes(path))).toEqual([])
  })

  test('has HTTP and MCP also where programs that load the folder by its paths look for them', async () => {
    for (const name of ['http', 'mcp']) {
      const [former, current] = await Promise.all(
        [name, `server/${name}`].map(
          (room) => import(pathToFileURL(join(published, 'dist', room, 'index.js')).href) as Promise<object>,
        ),
      )
      expect(former).toEqual(current)
      expect(Object.keys(former!).length).toBeGreaterThan(0)
    }
  })

  test('says what to install where a database is opened without its driver', async () => {
    const script = `import { ILabMemory } from 'ilab-memory'
      const error = await ILabMemory.fromPostgres('postgres://nobody@localhost/none').catch((thrown) => thrown)
      console.log(JSON.stringify([error.code, error.message]))`
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: project,
    })
    expect(JSON.parse(stdout)).toEqual(['unsupported_runtime', expect.stringContaining('npm install pg')])
  })

  test(
    'the client has types for a browser project, which knows nothing of Node',
    { timeout: 60_000 },
    async () => {
      const program = `import { connect, type UserMemory } from 'ilab-memory/client'
      const memory = connect('https://example.com', { token: async () => 'token', fetch: window.fetch })
      const ada: UserMemory = memory.forUser('ada').withSignal(AbortSignal.timeout(1))
      export const title: string | undefined = (await ada.get(1))?.title`
      const compilerOptions = {
        target: 'es2022',
        lib: ['es2022', 'dom'],
        module: 'esnext',
        moduleResolution: 'bundler',
        types: [],
        strict: true,
        noEmit: true,
      }
      await writeFile(join(project, 'browser.ts'), program)
      await writeFile(
        join(project, 'browser.json'),
        JSON.stringify({ compilerOptions, files: ['browser.ts'] }),
      )
      const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
      const { stdout } = await run(process.execPath, [tsc, '-p', join(project, 'browser.json')]).catch(
        (error: { stdout: string }) => error,
      )
      expect(stdout).toBe('')
    },
  )
})
