import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import {
  Client,
  ClientCredentialsProvider,
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { openAuthenticator, openToAnyone } from '../../../src/server/access/authenticate.ts'
import { createApp, serve } from '../../../src/server/http/index.ts'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'

const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
/** The resources that clients asked tokens for. */
const asked: (string | null)[] = []

/** An authorization server: it tells where its endpoints are, and gives each client a token for the resource it names. */
const issuing = createServer((request, response) => {
  const origin = `http://127.0.0.1:${(issuing.address() as AddressInfo).port}`
  const answer = (value: unknown): void =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  void (async () => {
    if (request.url === '/keys')
      return answer({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] })
    if (request.url?.startsWith('/.well-known/oauth-authorization-server') === true)
      return answer({
        issuer: origin,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        response_types_supported: ['code'],
        grant_types_supported: ['client_credentials'],
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
      })
    if (request.url !== '/token') return response.writeHead(404).end()
    const form = new URLSearchParams(Buffer.concat(await Array.fromAsync(request)).toString())
    asked.push(form.get('resource'))
    const token = new SignJWT({ iss: origin, aud: form.get('resource') ?? '', sub: 'ada' })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuedAt()
      .setExpirationTime('5m')
    return answer({ access_token: await token.sign(privateKey), token_type: 'Bearer', expires_in: 300 })
  })()
})
issuing.listen(0, '127.0.0.1')
await once(issuing, 'listening')
const issuer = `http://127.0.0.1:${(issuing.address() as AddressInfo).port}`

const memory = new ILabMemory(createReferenceStore())
// The port is known only when the server listens, and the audience holds it.
const probe = createServer().listen(0, '127.0.0.1')
await once(probe, 'listening')
const { port } = probe.address() as AddressInfo
await new Promise((resolve) => probe.close(resolve))
const url = `http://127.0.0.1:${port}`
const authenticator = await openAuthenticator({
  jwt: { issuers: [{ issuer, audience: `${url}/mcp`, jwks: `${issuer}/keys` }] },
})
const server = await serve({ memory, authenticator, port, mcp: createMcpHandler({ memory }) })
afterAll(async () => {
  await server.close(0)
  await memory.close()
  issuing.close()
})

describe('a host that has no token', () => {
  test('finds the issuer by the answer to its first request, as RFC 9728 has it', async () => {
    const refused = await fetch(`${url}/mcp`, { method: 'POST' })
    expect(refused.status).toBe(401)
    const { resourceMetadataUrl } = extractWWWAuthenticateParams(refused)
    expect(resourceMetadataUrl?.href).toBe(`${url}/.well-known/oauth-protected-resource/mcp`)
    const described = {
      resource: `${url}/mcp`,
      authorization_servers: [issuer],
      bearer_methods_supported: ['header'],
    }
    expect(await discoverOAuthProtectedResourceMetadata(`${url}/mcp`)).toMatchObject(described)
    expect((await fetch(`${url}/v1/stats`)).headers.get('www-authenticate')).toBe(
      `Bearer resource_metadata="${url}/.well-known/oauth-protected-resource"`,
    )
    const whole = await fetch(`${url}/.well-known/oauth-protected-resource`)
    expect(await whole.json()).toMatchObject({ ...described, resource: url })
  })

  test('gets a token there by itself, and then calls tools as the user of the token', async () => {
    const provider = new ClientCredentialsProvider({
      clientId: 'host',
      clientSecret: 'secret',
      expectedIssuer: issuer,
    })
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { authProvider: provider })
    const client = new Client({ name: 'host', version: '1' })
    await client.connect(transport)
    await client.callTool({ name: 'mem_save', arguments: { type: 'profile', title: 'Name', content: 'Ada' } })
    await client.close()
    expect(asked).toEqual([`${url}/mcp`])
    expect(await memory.forUser('ada').stats()).toMatchObject({ observations: 1 })
  })
})

describe('the description', () => {
  const ask = (app: ReturnType<typeof createApp>, path: string): Promise<Response> =>
    app.fetch(new Request(`http://localhost${path}`, { headers: { host: 'localhost' } }))

  test('names the public address where one is set', async () => {
    const app = createApp({
      memory,
      authenticator,
      publicUrl: 'https://memory.example.com',
      basePath: '/memory',
    })
    const refused = await ask(app, '/v1/stats')
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer resource_metadata="https://memory.example.com/memory/.well-known/oauth-protected-resource"',
    )
    const described = await (await ask(app, '/.well-known/oauth-protected-resource/mcp')).json()
    expect(described).toMatchObject({ resource: 'https://memory.example.com/memory/mcp' })
    for (const publicUrl of ['memory.example.com', 'https://a/b', 'ftp://a', 'https://u:p@a'])
      expect(() => createApp({ memory, authenticator, publicUrl })).toThrow('publicUrl: must be')
  })

  test('is not there for a server without issuers that a client could find', async () => {
    const unnamed = { ...authenticator, issuers: ['the-issuer'] }
    for (const access of [openToAnyone, unnamed]) {
      const app = createApp({ memory, authenticator: access })
      expect((await ask(app, '/.well-known/oauth-protected-resource')).status).toBe(404)
    }
    const app = createApp({ memory, authenticator: unnamed })
    expect((await ask(app, '/v1/stats')).headers.get('www-authenticate')).toBe('Bearer')
  })
})
