import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { supportedNode } from '../src/stores/sqlite/file/runtime.ts'

interface Manifest {
  name: string
  version: string
  files: string[]
  exports: Record<string, string>
  scripts: Record<string, string>
  dependencies: Record<string, string>
  engines: { node: string }
}

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest
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

/** A copy of what is published, built from the sources, and a user's project that has it and its dependencies only. */
let published: string
let project: string

beforeAll(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ilab-package-')))
  project = join(folder, 'project')
  published = join(project, 'node_modules', manifest.name)
  await mkdir(published, { recursive: true })
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  await run(process.execPath, [
    tsc,
    '-p',
    join(root, 'tsconfig.build.json'),
    '--outDir',
    join(published, 'dist'),
  ])
  await run(process.execPath, [join(root, 'build', 'write-openapi.ts'), join(published, 'dist')])
  await run(process.execPath, [join(root, 'build/bundle.ts'), join(published, 'dist')])
  const present = await readdir(root)
  for (const name of [...manifest.files, 'package.json', 'src', 'test', 'tsconfig.json']) {
    if (name !== 'dist' && present.includes(name))
      await cp(join(root, name), join(published, name), { recursive: true })
  }
  for (const name of allowedDependencies) {
    await mkdir(dirname(join(project, 'node_modules', name)), { recursive: true })
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  await writeFile(join(project, 'package.json'), '{ "type": "module" }')
}, 120_000)

afterAll(() => rm(dirname(project), { recursive: true, force: true }))

/** The names that an import of `specifier` gives to the user's project. */
async function exportedNames(specifier: string): Promise<string[]> {
  const script = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(specifier)}))))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: project })
  return JSON.parse(stdout) as string[]
}

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
})

// Red means: the public API changed. Adding a name is a promise to keep it; taking one away breaks someone.
describe('the public API, imported by plain Node from an installed package', () => {
  test('ilab-memory', async () => {
    expect(await exportedNames('ilab-memory')).toMatchInlineSnapshot(`
      [
        "ILabMemory",
        "MemoryError",
        "errorCodes",
        "errorForms",
        "redact",
        "stableUserId",
        "statusOf",
      ]
    `)
  })

  test('ilab-memory/client', async () => {
    expect(await exportedNames('ilab-memory/client')).toMatchInlineSnapshot(`
      [
        "MemoryError",
        "connect",
        "errorCodes",
      ]
    `)
  })

  test('ilab-memory/http', async () => {
    expect(await exportedNames('ilab-memory/http')).toMatchInlineSnapshot(`
      [
        "authenticatorSettingsFrom",
        "createApp",
        "createKey",
        "createLog",
        "listKeys",
        "openAuthenticator",
        "openToAnyone",
        "removeKeysOf",
        "revokeKey",
        "serve",
        "serveUntilSignal",
      ]
    `)
  })

  test('ilab-memory/maintenance', async () => {
    expect(await exportedNames('ilab-memory/maintenance')).toMatchInlineSnapshot(`
      [
        "backup",
        "copyMemory",
        "copyUser",
        "copyUsers",
        "doctor",
        "doctorPostgres",
        "exportFile",
        "exportFormats",
        "foreignFormats",
        "importFile",
        "importFrom",
        "migrateFiles",
        "migratePostgres",
        "migrationScript",
        "pendingMigrations",
        "readPostgresUserIds",
        "readUserIds",
        "restore",
      ]
    `)
  })

  test('ilab-memory/mcp', async () => {
    expect(await exportedNames('ilab-memory/mcp')).toMatchInlineSnapshot(`
      [
        "createMcpHandler",
        "createMcpServer",
      ]
    `)
  })

  test('ilab-memory/store', async () => {
    expect(await exportedNames('ilab-memory/store')).toMatchInlineSnapshot(`
      [
        "EngineStore",
        "ForwardingStore",
        "MemoryError",
        "PlainJournal",
        "PlainSessions",
        "PlainThreads",
        "PlainVersions",
        "analyzeObservation",
        "createAnalyzer",
        "hasExpired",
        "indexObservations",
        "isDue",
        "isIndexed",
        "losesVectors",
        "newUser",
        "passesFilter",
        "readExpiry",
        "rememberedSaves",
        "runAtOnce",
        "runWaiting",
        "typeIndex",
      ]
    `)
  })

  test('ilab-memory/page with its script inside: no file is read when it is asked for', async () => {
    expect(await exportedNames('ilab-memory/page')).toEqual(['createMemoryPage'])
    const script = `import { createMemoryPage } from 'ilab-memory/page'
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const user = { stats: async () => ({ observations: 0, byType: {} }), list: async () => ({ observations: [], nextCursor: null }) }
      const page = createMemoryPage({ forUser: () => user }, { user: () => 'ada' })
      fs.readFile = fs.readFileSync = fs.promises.readFile = () => { throw new Error('a file was read') }
      syncBuiltinESMExports()
      const text = await (await page.fetch(new Request('http://localhost/'))).text()
      const path = /src="([^"]+)"/.exec(text)[1]
      const source = await (await page.fetch(new Request('http://localhost' + path))).text()
      new Function(source)
      const element = await (await page.fetch(new Request('http://localhost/element.js'))).text()
      new Function(element)
      const { gzipSync } = await import('node:zlib')
      const size = gzipSync(source).length + gzipSync(element).length
      console.log(source.includes('classList.add'), element.includes('customElements'), size < 12_000)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: project,
    })
    expect(stdout).toBe('true true true\n')
  })

  test('ilab-memory/page/element: does nothing on a server, and its element has a type', async () => {
    expect(await exportedNames('ilab-memory/page/element')).toEqual(['defineMemoryElement'])
    const code = `import { defineMemoryElement, type MemoryElement } from 'ilab-memory/page/element'
      defineMemoryElement()
      const element: MemoryElement = document.createElement('ilab-memory')
      element.token = async () => 'token'
      element.addEventListener('ilab-memory-error', ({ detail }) => detail.code === 'signed_out' && element.back())
      // @ts-expect-error: there is no such property.
      element.user = 'ada'`
    await writeFile(join(project, 'element.ts'), code)
    const options = ['--noEmit', '--module', 'nodenext', '--lib', 'es2023,dom', '--types', '', 'element.ts']
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options], { cwd: project })
    const script =
      "import('ilab-memory/page/element').then(({ defineMemoryElement }) => defineMemoryElement())"
    await run(process.execPath, ['--eval', script], { cwd: project })
  })

  test('ilab-memory/embedders', async () => {
    expect(await exportedNames('ilab-memory/embedders')).toMatchInlineSnapshot(`
      [
        "aiSdk",
        "measureBackground",
        "minilm",
        "ollama",
        "openAICompatible",
        "transformersJs",
      ]
    `)
  })

  test('ilab-memory/testing', async () => {
    expect(await exportedNames('ilab-memory/testing')).toMatchInlineSnapshot(`
      [
        "adapterContract",
        "canariesIn",
        "canary",
        "createReferenceStore",
        "findDisagreement",
        "findInterference",
        "graphStoreContract",
        "isolationMatrix",
        "leakedSecrets",
        "lostWords",
        "memoryContract",
        "privacyCorpus",
        "skipReason",
        "storeContract",
        "wordEmbedder",
      ]
    `)
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
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['browser.ts'] }),
      )
      const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
      const { stdout } = await run(process.execPath, [tsc, '-p', project]).catch(
        (error: { stdout: string }) => error,
      )
      expect(stdout).toBe('')
    },
  )

  test('has no other door', async () => {
    expect(Object.keys(manifest.exports)).toEqual([
      '.',
      './ai-sdk',
      './anthropic',
      './claude-agent',
      './client',
      './embedders',
      './eve',
      './http',
      './langgraph',
      './maintenance',
      './mastra',
      './mcp',
      './openai-agents',
      './page',
      './page/element',
      './store',
      './tanstack',
      './testing',
      './tools',
      './openapi.json',
      './package.json',
    ])
    await expect(exportedNames('ilab-memory/dist/index.js')).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED')
  })
})
