import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose'
import { onTestFinished } from 'vitest'

/** When every token of the tests is made. */
export const now: number = Date.UTC(2026, 0, 5, 9)
export const seconds: number = now / 1_000
export const audience = 'https://memory.example'

/** Differences of a token from a good one; null leaves a claim out. */
export interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  readonly key?: CryptoKey | Uint8Array
}

/** An issuer of tokens, with a key server on a socket of this machine. */
export interface Issuer {
  readonly name: string
  readonly jwks: string
  readonly publicKey: JWK
  readonly privateKey: CryptoKey
  /** Requests that the key server had. */
  readonly requests: string[]
  /** The answer to a request for the keys; a test may replace it. */
  answer: { status: number; body: string; headers?: Record<string, string> }
  token(changes?: TokenChanges): Promise<string>
  stop(): Promise<void>
}

/** Starts an issuer. Its server ends with the test, also with one that fails. */
export async function startIssuer(name: string, algorithm = 'ES256', kid = 'key-1'): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    const { status, body, headers = {} } = issuer.answer
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = (): Promise<void> => closed(server)
  onTestFinished(stop)
  const { port } = server.address() as AddressInfo
  const issuer: Issuer = {
    name,
    jwks: `http://127.0.0.1:${port}/keys`,
    publicKey: jwk,
    privateKey,
    requests,
    answer: { status: 200, body: JSON.stringify({ keys: [jwk] }) },
    token: ({ claims = {}, header = {}, key = privateKey } = {}) => {
      const good = { iss: name, aud: audience, sub: 'alice', iat: seconds, exp: seconds + 300 }
      const entries = Object.entries({ ...good, ...claims }).filter(([, value]) => value !== null)
      return new SignJWT(Object.fromEntries(entries) as JWTPayload)
        .setProtectedHeader({ alg: algorithm, kid, ...header })
        .sign(key, { crit: { extension: true } })
    },
    stop,
  }
  return issuer
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  if (server.listening) await new Promise((resolve) => server.close(resolve))
}
