import { describe, expect, onTestFinished, test } from 'vitest'
import { openAuthenticator } from '../../../src/server/access/authenticate.ts'
import { scopes, type Scope } from '../../../src/server/access/caller/caller.ts'
import { createKey } from '../../../src/server/access/keyring/keyring.ts'
import { connect } from '../../../src/client/index.ts'
import { examples } from '../../../src/server/http/docs/examples.ts'
import { serve } from '../../../src/server/http/index.ts'
import { createMcpHandler } from '../../../src/server/mcp/index.ts'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'
import { operations } from '../../../src/wire/operations.ts'
import { runOf } from '../../../src/wire/run-operation.ts'
import { createReferenceStore } from '../../../src/testing/index.ts'
import { wire } from '../../../src/wire/wire-names.ts'
import { freshKeyring } from './fresh-keyring.ts'
import { audience, now, startIssuer } from './issuer.ts'

/** Ways of a caller to prove its user; a test names that user. */
const kinds = ['a key of the user', "a service's key", 'a token'] as const
type Kind = (typeof kinds)[number]

/** Scopes of the credentials: each alone, and all of them; a token may hold none, and never `admin`. */
const held: Readonly<Record<Kind, readonly (readonly Scope[])[]>> = {
  'a key of the user': [...scopes.map((scope) => [scope]), scopes],
  "a service's key": [...scopes.map((scope) => [scope]), scopes],
  'a token': [[], ...scopes.map((scope) => [scope]), scopes],
}

/** A server that takes keys and tokens, with a way to make both. */
interface Place {
  readonly url: string
  readonly credential: (kind: Kind, userId: string, allowed: readonly Scope[]) => Promise<string>
}

async function startServer(): Promise<Place> {
  const issuer = await startIssuer('https://issuer.example')
  const keyring = freshKeyring()
  await createKey(keyring, { userId: 'nobody' })
  const memory = new ILabMemory(createReferenceStore())
  const authenticator = await openAuthenticator({
    keyring,
    jwt: { issuers: [{ issuer: issuer.name, audience, jwks: issuer.jwks }] },
    clock: () => now,
  })
  const mcp = createMcpHandler({ memory, tools: toolNames })
  const server = await serve({ memory, authenticator, mcp, port: 0 })
  onTestFinished(async () => {
    await server.close(0)
    await memory.close()
  })
  return {
    url: server.url,
    credential: async (kind, userId, allowed) => {
      if (kind === 'a token') return issuer.token({ claims: { sub: userId, scope: allowed.join(' ') } })
      const bound = kind === 'a key of the user' ? userId : null
      return (await createKey(keyring, { userId: bound, scopes: allowed, now })).key
    },
  }
}

/** One call by a caller with this credential, for the named user. */
interface Call {
  readonly url: string
  readonly operation: (typeof operations)[number]
  readonly credential: string
  readonly userId: string
}

/** The code of a refusal, or null; other results of the operation do not matter here. */
type Outcome = 'let through' | `forbidden: this needs the scope ${Scope}`

async function overHttp({ url, operation, credential, userId }: Call): Promise<Outcome> {
  const handle = connect(url, { apiKey: credential }).forUser(userId)
  const input = wire(operation.input).decode(examples[operation.name].input)
  const error: unknown = await runOf(operation)(handle, input as never).catch((thrown: unknown) => thrown)
  const { code = '', message } = (error ?? {}) as { code?: string; message?: string }
  expect(code).not.toMatch(/unauthorized|rate_limited|busy/)
  return code === 'forbidden' ? (`forbidden: ${message}` as Outcome) : 'let through'
}

async function overMcp({ url, operation, credential, userId }: Call): Promise<Outcome> {
  const params = { name: operation.name, arguments: examples[operation.name].input }
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${credential}`,
      'x-user-id': userId,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'tools/call', params }),
  })
  expect(response.status).toBe(200)
  const text = await response.text()
  expect(text).toMatch(/"result":/)
  const refused = /forbidden: this needs the scope \w+/.exec(text)?.[0]
  return (refused ?? 'let through') as Outcome
}

describe.each(kinds)('R4 one rule for all transports: %s', (kind) => {
  test.each(held[kind].map((allowed) => ({ allowed })))('with $allowed', async ({ allowed }) => {
    const { url, credential: credentialOf } = await startServer()
    const userId = 'alice'
    const credential = await credentialOf(kind, userId, allowed)
    for (const operation of operations) {
      const isHeld = allowed.includes(operation.scope)
      const expected: Outcome = isHeld ? 'let through' : `forbidden: this needs the scope ${operation.scope}`
      const outcomes = {
        http: await overHttp({ url, operation, credential, userId }),
        // An operation that is a tool for no caller has no row there.
        mcp: toolNames.some((name) => name === operation.name)
          ? await overMcp({ url, operation, credential, userId })
          : expected,
      }
      expect([operation.name, outcomes]).toEqual([operation.name, { http: expected, mcp: expected }])
    }
  })
})
