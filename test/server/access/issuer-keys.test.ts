import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { freshFolder } from './fresh-keyring.ts'
import { now, startIssuer, type Issuer } from './issuer.ts'
import { bad, unchecked, settingsOf, opened, withIssuer, refusal, callerOf } from './token-authenticator.ts'

describe("R52 the issuer's keys", () => {
  test('R56 are asked for when the first token comes, and then kept', async () => {
    const [issuer, authenticator] = await withIssuer()
    expect(await refusal(authenticator, 'a.b.c')).toBe(bad)
    expect(issuer.requests).toEqual([])
    for (let i = 0; i < 5; i++) await callerOf(authenticator, await issuer.token())
    for (let i = 0; i < 50; i++)
      expect(await refusal(authenticator, await issuer.token({ header: { kid: `x${i}` } }))).toBe(bad)
    expect(issuer.requests).toEqual(['/keys'])
  })

  test.each<[string, Issuer['answer']]>([
    ['fails', { status: 500, body: 'canary0001' }],
    ['answers what is no JSON', { status: 200, body: 'canary0001' }],
    ['answers what are no keys', { status: 200, body: '{"keys":"canary0001"}' }],
    ['sends elsewhere', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/canary0001' } }],
  ])('R6 nobody is let in while their server %s', async (_name, answer) => {
    const [issuer, authenticator] = await withIssuer()
    const good = issuer.answer
    issuer.answer = answer
    expect(await refusal(authenticator, await issuer.token())).toBe(unchecked)
    issuer.answer = good
    expect(await callerOf(authenticator, await issuer.token())).toMatchObject({ userId: 'alice' })
  })

  test('R6 nobody is let in while their server is not there', async () => {
    const [issuer, authenticator] = await withIssuer()
    await issuer.stop()
    expect(await refusal(authenticator, await issuer.token())).toBe(unchecked)
  })

  test('are read from a file, and again when it changes', async () => {
    const path = join(freshFolder(), 'keys.json')
    const [issuer, next] = [
      await startIssuer('https://issuer.example'),
      await startIssuer('https://issuer.example'),
    ]
    writeFileSync(path, issuer.answer.body)
    const authenticator = await opened(() => now, settingsOf(issuer, { jwks: path }))
    expect(await callerOf(authenticator, await issuer.token())).toMatchObject({ userId: 'alice' })
    expect(await refusal(authenticator, await next.token())).toBe(bad)
    writeFileSync(`${path}.new`, next.answer.body)
    renameSync(`${path}.new`, path)
    expect(await refusal(authenticator, await issuer.token())).toBe(bad)
    expect(await callerOf(authenticator, await next.token())).toMatchObject({ userId: 'alice' })
    rmSync(path)
    expect(await refusal(authenticator, await next.token())).toBe(unchecked)
    expect([...issuer.requests, ...next.requests]).toEqual([])
  })

  test('of several algorithms are told apart by their ids', async () => {
    const path = join(freshFolder(), 'keys.json')
    const issuer = await startIssuer('https://issuer.example')
    const other = await generateKeyPair('ES256', { extractable: true })
    const keys = [issuer.publicKey, { ...(await exportJWK(other.publicKey)), kid: 'key-2' }]
    writeFileSync(path, JSON.stringify({ keys }))
    const authenticator = await opened(() => now, settingsOf(issuer, { jwks: path }))
    const token = await issuer.token({ header: { kid: 'key-2' }, key: other.privateKey })
    expect(await callerOf(authenticator, token)).toMatchObject({ userId: 'alice' })
    const mixed = await issuer.token({ header: { kid: 'key-1' }, key: other.privateKey })
    expect(await refusal(authenticator, mixed)).toBe(bad)
  })
})
