import { request as openRequest } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openAuthenticator, openToAnyone } from '../../../src/server/access/authenticate.ts'
import type { Scope } from '../../../src/server/access/caller/caller.ts'
import { createKey } from '../../../src/server/access/keyring/keyring.ts'
import type { Config } from '../../../src/core/model.ts'
import { serve, type RunningServer, type ServeOptions } from '../../../src/server/http/node-server.ts'
import { ILabMemory } from '../../../src/memory/ilab-memory.ts'

/** A folder of this test file's own, removed at its end. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-http-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: () => ReturnType<typeof JSON.parse>
}

/** Parts of a request beside method and path. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: Body
}

export type Body = NonNullable<RequestInit['body']>

export type Send = (method: string, path: string, sent?: Sent) => Promise<Answer>

export interface Started {
  readonly server: RunningServer
  readonly memory: ILabMemory
  readonly folder: string
  /** Sends over the socket. */
  readonly send: Send
  /** The headers of a fresh key. */
  readonly keyFor: (userId: string | null, scopes?: Scope[]) => Promise<Record<string, string>>
}

/** A server on a free port over a fresh file; with `keys` it takes API keys, else every caller. */
export async function startServer(
  options: Partial<ServeOptions> & { keys?: boolean; config?: Config } = {},
): Promise<Started> {
  const { keys = false, config, ...served } = options
  const folder = freshFolder()
  const keyring = join(folder, 'keyring.json')
  if (keys) await createKey(keyring, { userId: 'nobody' })
  const memory = await ILabMemory.fromPath(join(folder, 'memory.db'), config)
  const authenticator = keys ? await openAuthenticator({ keyring }) : openToAnyone
  const server = await serve({
    memory,
    authenticator,
    port: 0,
    limits: { rate: false, failedAuthentications: false },
    ...served,
  })
  afterAll(async () => {
    await server.close(0)
    await memory.close()
  })
  return {
    server,
    memory,
    folder,
    send: senderTo(server.url),
    keyFor: async (userId, scopes = ['read', 'write', 'erase']) => {
      const { key } = await createKey(keyring, { userId, scopes })
      return { authorization: `Bearer ${key}` }
    },
  }
}

export function senderTo(url: string): Send {
  return async (method, path, { headers = {}, json, body } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
  }
}

/** Sends exactly what it is given, with headers that `fetch` would set itself. */
export async function sendRaw(
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = openRequest(url, { method, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

export const ada = { 'x-user-id': 'ada' }
export const bob = { 'x-user-id': 'bob' }
export const draft = { type: 'decision', title: 'Colour', content: 'The accent is blue.' }
