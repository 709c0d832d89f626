import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type ConnectOptions } from '../../src/client/index.ts'
import { given } from '../../src/core/input/given.ts'
import {
  createKey,
  openAuthenticator,
  serve,
  type KeyOptions,
  type ServeOptions,
} from '../../src/server/http/index.ts'
import { ILabMemory, type Config } from '../../src/index.ts'
import {
  backup,
  copyUser,
  doctor,
  exportFile,
  importFile,
  type CopyingOptions,
} from '../../src/maintenance/index.ts'
import { createMcpServer, type McpServerOptions } from '../../src/server/mcp/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'

/** Every optional field of options, each null: a field that the type has and this object lacks does not compile. */
type AllNull<Options> = {
  readonly [Name in keyof Options as undefined extends Options[Name] ? Name : never]-?: null
}

const config: AllNull<Config> = {
  dbPath: null,
  sessionTimeoutHours: null,
  observationTypes: null,
  types: null,
  typePriorities: null,
  recencyHalfLifeDays: null,
  revisionCap: null,
  language: null,
  timeZone: null,
  search: null,
  context: null,
  limits: null,
  history: null,
  retention: null,
  journal: null,
  embedder: null,
  telemetry: null,
  embedding: null,
  quota: null,
  busyTimeoutMs: null,
  searchCacheBytes: null,
  vectorCacheBytes: null,
  threads: null,
  readers: null,
  countTokens: null,
  clock: null,
  newSessionId: null,
}
const groups: Config = {
  search: { mode: null, base: null, recency: null, revision: null, typoTolerance: null },
  context: { recency: null, revision: null, typePriority: null, memories: null, sessions: null },
  limits: { titleLength: null, contentLength: null, topicKeyBytes: null, queryLength: null },
  history: { revisions: null },
  quota: { observations: null, bytes: null },
}
const server: AllNull<ServeOptions> = {
  allowedHosts: null,
  storeBytes: null,
  allowedOrigins: null,
  mcp: null,
  page: null,
  basePath: null,
  publicUrl: null,
  limits: null,
  log: null,
  proxies: null,
  host: null,
  port: null,
  operator: null,
  requestTimeoutMs: null,
}
const client: AllNull<ConnectOptions> = {
  apiKey: null,
  token: null,
  fetch: null,
  retries: null,
  timeoutMs: null,
  idempotencyKeys: null,
  headers: null,
  signal: null,
}
const key: AllNull<KeyOptions> = { scopes: null, label: null, expiresAt: null, now: null }
const mcp: AllNull<McpServerOptions> = { tools: null, log: null, userId: null }
const copying: AllNull<CopyingOptions> = { overwrite: null, onProgress: null }
const draft = { type: 'decision', title: 'Colour', content: 'blue' }

describe('null for an option means that it is not given', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ilab-null-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.for([null, config, groups])('to the openers of a memory: %j', async (options) => {
    await using store = new ILabMemory(createReferenceStore(null), options === config ? null : options)
    await using file = await ILabMemory.fromPath(join(folder, 'memory.db'), options)
    const { dbPath: _dbPath, searchCacheBytes: _cache, vectorCacheBytes: _vectors, ...others } = options ?? {}
    await using files = await ILabMemory.fromDirectory(
      join(folder, 'users'),
      options === null ? null : others,
    )
    for (const memory of [store, file, files]) {
      const user = memory.forUser('ada')
      await user.save(draft, null)
      expect(await user.search('colour', null)).toHaveLength(1)
      expect(await user.search('colour', { explain: null, limit: null })).toHaveLength(1)
      expect((await user.list(null)).observations).toHaveLength(1)
      expect(await user.timeline(1, null)).toHaveLength(1)
    }
  })

  test('to the server, its keys and the client', async () => {
    await using memory = await ILabMemory.fromPath(join(folder, 'served.db'))
    const path = join(folder, 'keyring.json')
    const created = await createKey(path, { userId: null, ...key })
    expect(created.record).toMatchObject({
      userId: null,
      label: '',
      scopes: ['read', 'write'],
      expiresAt: null,
    })
    const authenticator = await openAuthenticator({ keyring: path, jwt: null, clock: null })
    // A port of its own, since the default one may be taken on this machine.
    const running = await serve({
      ...server,
      memory,
      authenticator,
      port: 0,
      operator: { port: 0, host: null },
    })
    try {
      const user = connect(running.url, { ...client, apiKey: created.key }).forUser('ada')
      await user.save(draft, null)
      expect(await user.search('colour', null)).toHaveLength(1)
      await expect(connect(running.url, client).forUser('ada').stats()).rejects.toMatchObject({
        code: 'unauthorized',
      })
      await expect(connect(running.url, null).forUser('ada').stats()).rejects.toMatchObject({
        code: 'unauthorized',
      })
    } finally {
      await running.close(0)
    }
  })

  test('to an MCP server and to the tasks of an operator', async () => {
    const source = join(folder, 'source.db')
    await using memory = await ILabMemory.fromPath(source)
    await memory.forUser('ada').save(draft)
    await createMcpServer({ memory, ...mcp }).close()
    expect(await backup(source, join(folder, 'a.db'), copying)).toEqual({ files: 1 })
    expect(await backup(source, join(folder, 'b.db'), null)).toEqual({ files: 1 })
    await expect(backup(source, join(folder, 'b.db'), copying)).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(await doctor(source, { repair: null, onProgress: null })).toMatchObject({ isHealthy: true })
    await using other = new ILabMemory(createReferenceStore({ language: null }))
    expect(await copyUser(memory, other, 'ada', null)).toMatchObject({ observations: 1 })
    const lines = join(folder, 'ada.jsonl')
    await exportFile(memory, 'ada', lines, copying)
    expect(await importFile(other, 'ada', lines, { onProgress: null })).toMatchObject({ observations: 0 })
  })
})

test('given keeps what has a value, false and 0 and the empty text among it', () => {
  const options: { readonly a?: number | null; readonly b?: boolean | null; readonly c?: string | null } = {
    a: 0,
    b: false,
    c: '',
  }
  expect(given(options)).toEqual(options)
  expect(given({ ...options, a: null, b: null })).toEqual({ c: '' })
  expect(given<typeof options>(null)).toEqual({})
})
