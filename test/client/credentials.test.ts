import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAuthenticator, type Authenticator } from '../../src/server/access/authenticate.ts'
import { createKey, revokeKey } from '../../src/server/access/keyring/keyring.ts'
import { connect } from '../../src/client/index.ts'
import { serve, type RunningServer } from '../../src/server/http/index.ts'
import { ILabMemory } from '../../src/index.ts'
import { calls, outcome } from './calls.ts'

const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-credentials-'))
const keyring = join(folder, 'keyring.json')
const issuer = { issuer: 'https://login.example.com', audience: 'memory' }
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const draft = { type: 'profile', title: 'Name', content: 'canary' }

let memory: ILabMemory
let authenticator: Authenticator
let server: RunningServer

beforeAll(async () => {
  const jwks = join(folder, 'jwks.json')
  writeFileSync(jwks, JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] }))
  memory = await ILabMemory.fromPath(join(folder, 'memory.db'))
  await createKey(keyring, { userId: 'nobody' })
  authenticator = await openAuthenticator({
    keyring,
    jwt: { issuers: [{ ...issuer, jwks, algorithms: ['ES256'] }] },
  })
  server = await serve({ memory, authenticator, port: 0, limits: { failedAuthentications: false } })
})

afterAll(async () => {
  await server.close()
  await authenticator.close()
  await memory.close()
  rmSync(folder, { recursive: true, force: true })
})

async function keyFor(userId: string | null): Promise<string> {
  return (await createKey(keyring, { userId, scopes: ['read', 'write', 'erase'] })).key
}

function tokenFor(subject: string): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(issuer.issuer)
    .setAudience(issuer.audience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime('5 minutes')
    .sign(privateKey)
}

describe('a service key', () => {
  test('reaches any user, each apart', async () => {
    const remote = connect(server.url, { apiKey: await keyFor(null) })
    await remote.forUser('ann').save(draft)
    expect((await remote.forUser('ann').stats()).observations).toBe(1)
    expect((await remote.forUser('ben').stats()).observations).toBe(0)
  })

  test('is bound to nobody', async () => {
    const remote = connect(server.url, { apiKey: await keyFor(null) })
    await expect(remote.forBoundUser()).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('a key that is bound to a user', () => {
  test("finds out whose it is, and reaches that user's memory", async () => {
    const cleo = await connect(server.url, { apiKey: await keyFor('cleo') }).forBoundUser()
    expect(cleo.userId).toBe('cleo')
    await cleo.save(draft)
    expect((await memory.forUser('cleo').stats()).observations).toBe(1)
  })

  test('R1: is refused where the application takes it for a service key, before anything happens', async () => {
    const remote = connect(server.url, { apiKey: await keyFor('dora') })
    for (const call of Object.values(calls))
      expect((await outcome(() => call(remote.forUser('eve')))).error).toMatchObject({ code: 'forbidden' })
    for (const userId of ['dora', 'eve'])
      expect(await memory.forUser(userId).stats()).toMatchObject({ observations: 0, sessions: 0 })
    await remote.forUser('dora').save(draft)
    expect((await memory.forUser('dora').stats()).observations).toBe(1)
  })

  test('reaches nothing once it is revoked', async () => {
    const key = await keyFor('finn')
    const finn = connect(server.url, { apiKey: key }).forUser('finn')
    await finn.stats()
    await revokeKey(keyring, key)
    for (const call of Object.values(calls))
      expect((await outcome(() => call(finn))).error).toMatchObject({ code: 'unauthorized' })
  })
})

describe('a token', () => {
  test('reaches the memory of its subject', async () => {
    const remote = connect(server.url, { token: () => tokenFor('gwen') })
    const gwen = await remote.forBoundUser()
    expect(gwen.userId).toBe('gwen')
    await gwen.save(draft)
    expect((await outcome(() => remote.forUser('hal').save(draft))).error).toMatchObject({
      code: 'forbidden',
    })
    expect((await memory.forUser('hal').stats()).observations).toBe(0)
  })

  test('that nobody signed is refused, and not repeated', async () => {
    const [header, payload] = (await tokenFor('gwen')).split('.')
    const remote = connect(server.url, { token: `${header}.${payload}.AAAA` })
    const { error } = await outcome(() => remote.forUser('gwen').stats())
    expect(error).toMatchObject({ code: 'unauthorized' })
    expect(String(error)).not.toContain(payload)
  })
})

test('no credential is refused by a server that wants one', async () => {
  expect((await outcome(() => connect(server.url).forUser('ann').stats())).error).toMatchObject({
    code: 'unauthorized',
  })
})
