import { createHmac } from 'node:crypto'
import { exportJWK, exportSPKI, importJWK, type CryptoKey } from 'jose'
import { describe, expect, test } from 'vitest'
import { audience, now, seconds, startIssuer, type TokenChanges } from './issuer.ts'
import { bad, settingsOf, opened, withIssuer, refusal, callerOf } from './token-authenticator.ts'

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('R52 a token', () => {
  test('R1 R52 makes its subject the caller', async () => {
    const [issuer, authenticator] = await withIssuer()
    expect(await callerOf(authenticator, await issuer.token())).toEqual({
      userId: 'alice',
      scopes: new Set(['read', 'write']),
      credential: 'jwt:https://issuer.example',
    })
    const claims = { sub: 'auth0|abc', user_id: 'bob', 'x-user-id': 'bob', email: 'bob@example.com' }
    expect(await callerOf(authenticator, await issuer.token({ claims }))).toMatchObject({
      userId: 'auth0|abc',
    })
  })

  test.each(['RS256', 'PS512', 'ES384', 'EdDSA'])('R52 signed with %s is taken', async (algorithm) => {
    const issuer = await startIssuer('https://issuer.example', algorithm)
    const authenticator = await opened(() => now, settingsOf(issuer))
    expect(await callerOf(authenticator, await issuer.token())).toMatchObject({ userId: 'alice' })
    const strict = await opened(() => now, settingsOf(issuer, { algorithms: ['ES256'] }))
    expect(await refusal(strict, await issuer.token())).toBe(bad)
  })

  test.each<[unknown, string[]]>([
    ['read', ['read']],
    ['openid read erase profile', ['read', 'erase']],
    [
      ['write', 'erase'],
      ['write', 'erase'],
    ],
    ['read write erase admin', ['read', 'write', 'erase']],
    ['openid profile', []],
    ['', []],
    [[], []],
    [7, []],
    [{ read: true }, []],
    ['READ read,write', []],
  ])('R4 R52 with the scope claim %j allows %j', async (claim, scopes) => {
    const [issuer, authenticator] = await withIssuer()
    for (const name of ['scope', 'scp']) {
      const token = await issuer.token({ claims: { [name]: claim } })
      expect([...(await callerOf(authenticator, token)).scopes]).toEqual(scopes)
    }
  })

  test('R52 is good for the time that it says, give or take half a minute', async () => {
    const issuer = await startIssuer('https://issuer.example')
    let time = now
    const authenticator = await opened(() => time, settingsOf(issuer))
    const token = await issuer.token({ claims: { nbf: seconds, exp: seconds + 60 } })
    for (const [at, isGood] of [
      [-31, false],
      [-30, true],
      [89, true],
      [90, false],
      [3_600, false],
    ] as const) {
      time = now + at * 1_000
      const outcome = await callerOf(authenticator, token).then(
        () => true,
        () => false,
      )
      expect([at, outcome]).toEqual([at, isGood])
    }
  })
})

describe('R52 attack tokens', () => {
  const wrong: readonly [string, TokenChanges][] = [
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['an issuer that only looks alike', { claims: { iss: 'https://issuer.example/' } }],
    ['no issuer', { claims: { iss: null } }],
    ['a list of issuers', { claims: { iss: ['https://issuer.example'] } }],
    ['another audience', { claims: { aud: 'https://other.example' } }],
    ['no audience', { claims: { aud: null } }],
    ['an audience that only begins so', { claims: { aud: `${audience}.evil.example` } }],
    ['an end that is over', { claims: { exp: seconds - 60 } }],
    ['no end', { claims: { exp: null } }],
    ['an end that is no number', { claims: { exp: `${seconds + 300}` } }],
    ['a beginning to come', { claims: { nbf: seconds + 60 } }],
    ['no subject', { claims: { sub: null } }],
    ['an empty subject', { claims: { sub: '' } }],
    ['a subject that is no text', { claims: { sub: 7 } }],
    ['a subject of several users', { claims: { sub: ['alice', 'bob'] } }],
    ['a subject with a space', { claims: { sub: 'alice bob' } }],
    ['a subject beyond ASCII', { claims: { sub: 'álice' } }],
    ['a subject with a line break', { claims: { sub: 'alice\nbob' } }],
    ['a subject that is too long', { claims: { sub: 'a'.repeat(256) } }],
    ['an unknown key id', { header: { kid: 'key-2' } }],
    ['a key id that is a path', { header: { kid: '../../../../dev/null' } }],
    ['a key id that is SQL', { header: { kid: "x' union select 'secret" } }],
    ['an extension that must be understood', { header: { crit: ['extension'], extension: 1 } }],
  ]

  test.each(wrong)('R52 with %s is refused', async (_name, changes) => {
    const [issuer, authenticator] = await withIssuer()
    await callerOf(authenticator, await issuer.token())
    expect(await refusal(authenticator, await issuer.token(changes))).toBe(bad)
    expect(issuer.requests).toEqual(['/keys'])
  })

  test('R52 that is not signed, or signed by nobody, is refused', async () => {
    const [issuer, authenticator] = await withIssuer()
    const token = await issuer.token()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const flipped = Buffer.from(signature, 'base64url')
    flipped[5] = flipped[5]! ^ 1
    const tampered = base64({ iss: issuer.name, aud: audience, sub: 'bob', exp: seconds + 300 })
    const none = (alg: string): string => base64({ alg, kid: 'key-1', typ: 'JWT' })
    for (const forged of [
      `${header}.${tampered}.${signature}`,
      `${header}.${payload}.${flipped.toString('base64url')}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}..${signature}`,
      ...['none', 'None', 'NONE', ''].flatMap((alg) => [
        `${none(alg)}.${payload}.`,
        `${none(alg)}.${tampered}.${signature}`,
      ]),
      `${base64({ kid: 'key-1' })}.${payload}.${signature}`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.${signature}.a.b`,
      `${header}.${Buffer.from('[1]').toString('base64url')}.${signature}`,
      'a.b.c',
      '..',
    ])
      expect(await refusal(authenticator, forged)).toBe(bad)
  })

  test('R52 signed with the public key as a secret is refused', async () => {
    const [issuer, authenticator] = await withIssuer()
    const key = (await importJWK(issuer.publicKey, 'ES256', { extractable: true })) as CryptoKey
    const payload = base64({ iss: issuer.name, aud: audience, sub: 'bob', exp: seconds + 300 })
    const secrets = [
      await exportSPKI(key),
      JSON.stringify(issuer.publicKey),
      JSON.stringify(await exportJWK(key)),
      '',
    ]
    for (const secret of secrets) {
      const signed = `${base64({ alg: 'HS256', kid: 'key-1' })}.${payload}`
      const signature = createHmac('sha256', secret).update(signed).digest('base64url')
      expect(await refusal(authenticator, `${signed}.${signature}`)).toBe(bad)
    }
  })

  test('R52 R56 that brings or names a key of its own is refused, and nobody is asked', async () => {
    const [issuer, authenticator] = await withIssuer()
    const evil = await startIssuer(issuer.name)
    await callerOf(authenticator, await issuer.token())
    for (const header of [
      { jwk: evil.publicKey },
      { jku: evil.jwks },
      { x5u: evil.jwks },
      { x5c: ['MIIB'], jku: evil.jwks },
      { jku: evil.jwks, kid: evil.jwks },
    ])
      expect(await refusal(authenticator, await evil.token({ header }))).toBe(bad)
    expect(evil.requests).toEqual([])
  })

  test('R52 of one issuer signed by another is refused', async () => {
    const [a, b] = [await startIssuer('https://a.example'), await startIssuer('https://b.example')]
    const authenticator = await opened(() => now, settingsOf(a), settingsOf(b))
    const claims = { iss: a.name }
    expect(await refusal(authenticator, await b.token({ claims }))).toBe(bad)
    expect(await callerOf(authenticator, await b.token())).toMatchObject({
      userId: 'https://b.example|alice',
    })
    expect(await callerOf(authenticator, await a.token())).toMatchObject({
      userId: 'https://a.example|alice',
    })
  })

  test('R8 of several issuers never come to the same user', async () => {
    const [a, b] = [await startIssuer('a'), await startIssuer('ab')]
    const authenticator = await opened(() => now, settingsOf(a), settingsOf(b))
    const tokens = [
      await a.token({ claims: { sub: 'b|c' } }),
      await b.token({ claims: { sub: 'c' } }),
      await a.token({ claims: { sub: 'c' } }),
      await b.token({ claims: { sub: '|c' } }),
    ]
    const users = await Promise.all(
      tokens.map(async (token) => (await callerOf(authenticator, token)).userId),
    )
    expect(users).toEqual(['a|b|c', 'ab|c', 'a|c', 'ab||c'])
    const long = await a.token({ claims: { sub: 's'.repeat(254) } })
    expect(await refusal(authenticator, long)).toBe(bad)
  })

  test('R52 R53 that is too large is refused before anything is decoded', async () => {
    const [issuer, authenticator] = await withIssuer()
    const token = await issuer.token({ claims: { filler: 'x'.repeat(20_000) } })
    expect(await refusal(authenticator, token)).toBe(bad)
    expect(issuer.requests).toEqual([])
  })

  test('R52 is no API key, and an API key is no token', async () => {
    const [issuer, authenticator] = await withIssuer()
    expect(await refusal(authenticator, `ilm_${await issuer.token()}`)).toBe(bad)
    expect(issuer.requests).toEqual([])
  })
})
