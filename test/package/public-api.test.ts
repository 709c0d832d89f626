import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manifest, publishedPackage, root, run } from './published-package.ts'

const { project } = await publishedPackage()

/** The names that an import of `specifier` gives to the user's project. */
async function exportedNames(specifier: string): Promise<string[]> {
  const script = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(specifier)}))))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: project })
  return JSON.parse(stdout) as string[]
}

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
