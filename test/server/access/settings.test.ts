import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair, exportJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { openAuthenticator, type AuthenticatorSettings } from '../../../src/server/access/authenticate.ts'
import { createKey } from '../../../src/server/access/keyring/keyring.ts'
import { authenticatorSettingsFrom } from '../../../src/server/access/settings.ts'
import { freshFolder, freshKeyring } from './fresh-keyring.ts'

const keyring = 'ILAB_MEMORY_KEYRING'
const issuer = 'ILAB_MEMORY_JWT_ISSUER'
const audience = 'ILAB_MEMORY_JWT_AUDIENCE'
const jwks = 'ILAB_MEMORY_JWT_JWKS'
const algorithms = 'ILAB_MEMORY_JWT_ALGORITHMS'

const token = {
  [issuer]: 'https://issuer.example',
  [audience]: 'memory',
  [jwks]: 'https://issuer.example/keys',
}

describe('R6 settings from the environment', () => {
  test('none are none', () => {
    expect(authenticatorSettingsFrom({})).toBeNull()
    expect(authenticatorSettingsFrom({ PATH: '/bin', [keyring]: undefined, USER_ID_SALT: 'x' })).toBeNull()
    expect(authenticatorSettingsFrom({ ILAB_MEMORY_DB_PATH: './memory.db' })).toBeNull()
  })

  test('whole ones are taken as they are', () => {
    expect(authenticatorSettingsFrom({ [keyring]: './keyring.json' })).toEqual({ keyring: './keyring.json' })
    const one = { issuer: token[issuer], audience: 'memory', jwks: token[jwks] }
    expect(authenticatorSettingsFrom(token)).toEqual({ jwt: { issuers: [one] } })
    expect(authenticatorSettingsFrom({ ...token, [keyring]: 'k', [algorithms]: 'ES256, EdDSA' })).toEqual({
      keyring: 'k',
      jwt: { issuers: [{ ...one, algorithms: ['ES256', 'EdDSA'] }] },
    })
  })

  const names = [keyring, issuer, audience, jwks, algorithms]
  const canary = 'canary0001'
  const refused: readonly [string, Record<string, string>, string][] = [
    // Each of them there and empty, by itself and among whole settings.
    ...names.flatMap((name): [string, Record<string, string>, string][] => [
      [`${name} empty`, { [name]: '' }, name],
      [`${name} blank beside the others`, { [keyring]: 'k', ...token, [name]: ' \t' }, name],
    ]),
    // Every part of the token settings without the others.
    ...[issuer, audience, jwks].map((name): [string, Record<string, string>, string] => {
      const { [name]: _left, ...rest } = token as Record<string, string>
      return [`all but ${name}`, rest, name]
    }),
    ...[issuer, audience, jwks, algorithms].map((name): [string, Record<string, string>, string] => [
      `${name} alone`,
      { [name]: name === algorithms ? 'ES256' : canary },
      name === issuer ? audience : issuer,
    ]),
    ...['none', 'HS256', 'HS512', 'ES256,HS256', 'ES256,none', 'es256', canary, ','].map(
      (list): [string, Record<string, string>, string] => [
        `algorithms ${list}`,
        { ...token, [algorithms]: list },
        algorithms,
      ],
    ),
    ['a misspelt name', { ILAB_MEMORY_JWT_ISUER: canary }, 'ILAB_MEMORY_JWT_ISUER'],
    ['a misspelt keyring', { ILAB_MEMORY_KEYRING_PATH: canary }, 'ILAB_MEMORY_KEYRING_PATH'],
  ]

  test.each(refused)('%s is refused by name', (_name, environment, named) => {
    const read = (): unknown => authenticatorSettingsFrom(environment)
    expect(read).toThrow(expect.objectContaining({ code: 'invalid_input' }))
    expect(read).toThrow(named)
    expect(read).not.toThrow(canary)
  })
})

/** Files as settings may name them. */
async function files(): Promise<Record<string, string>> {
  const folder = freshFolder()
  const path = (name: string): string => join(folder, name)
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const write = (name: string, value: unknown, mode = 0o644): void =>
    writeFileSync(path(name), typeof value === 'string' ? value : JSON.stringify(value), { mode })
  write('keys.json', { keys: [await exportJWK(publicKey)] })
  write('private.json', { keys: [await exportJWK(privateKey)] })
  write('secret.json', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] })
  write('none.json', { keys: [] })
  write('text.json', 'canary0001')
  write('open.json', { keys: [await exportJWK(publicKey)] })
  chmodSync(path('open.json'), 0o666)
  mkdirSync(path('folder'), { mode: 0o700 })
  const ring = freshKeyring()
  await createKey(ring, { userId: 'alice' })
  symlinkSync(ring, path('link.json'))
  return {
    ring,
    ...Object.fromEntries(
      ['keys', 'private', 'secret', 'none', 'text', 'open', 'link'].map((name) => [
        name,
        path(`${name}.json`),
      ]),
    ),
    folder: path('folder'),
    missing: path('missing.json'),
  }
}

type Files = Awaited<ReturnType<typeof files>>
const one = { issuer: 'https://issuer.example', audience: 'memory', jwks: 'https://issuer.example/keys' }
const jwt = (...issuers: object[]): AuthenticatorSettings =>
  ({ jwt: { issuers } }) as unknown as AuthenticatorSettings

describe('R6 an authenticator', () => {
  const opens: readonly [string, (files: Files) => AuthenticatorSettings][] = [
    ['a keyring', ({ ring }) => ({ keyring: ring })],
    ['an issuer with a URL', () => jwt(one)],
    ['an issuer on this machine', () => jwt({ ...one, jwks: 'http://127.0.0.1:9/keys' })],
    ['an issuer with a file', ({ keys }) => jwt({ ...one, jwks: keys })],
    ['both', ({ ring, keys }) => ({ keyring: ring, ...jwt({ ...one, jwks: keys }) })],
  ]

  test.each(opens)('opens with %s', async (_name, settings) => {
    const authenticator = await openAuthenticator(settings(await files()))
    expect(authenticator.isOpen).toBe(false)
    await authenticator.close()
  })

  const refused: readonly [string, (files: Files) => AuthenticatorSettings, RegExp][] = [
    ['nothing', () => ({}), /keyring/],
    ['settings that are not set', () => ({ keyring: undefined, jwt: undefined }), /keyring/],
    ['an empty keyring path', () => ({ keyring: '' }), /^keyring/],
    ['a blank keyring path', () => ({ keyring: ' ' }), /^keyring/],
    ['a keyring that is not there', ({ missing }) => ({ keyring: missing }), /^keyring/],
    ['a folder as keyring', ({ folder }) => ({ keyring: folder }), /^keyring/],
    ['a keyring that is none', ({ keys }) => ({ keyring: keys }), /^keyring/],
    [
      'a good keyring and half an issuer',
      ({ ring }) => ({ keyring: ring, ...jwt({ ...one, audience: '' }) }),
      /audience/,
    ],
    ['no issuers', () => jwt(), /issuers/],
    ['an issuer without a name', () => jwt({ ...one, issuer: '' }), /issuer/],
    ['an issuer without audience', () => jwt({ ...one, audience: undefined }), /audience/],
    ['an issuer with an empty audience', () => jwt({ ...one, audience: '' }), /audience/],
    ['an issuer without keys', () => jwt({ ...one, jwks: '' }), /jwks/],
    ['an empty list of algorithms', () => jwt({ ...one, algorithms: [] }), /algorithms/],
    ['the algorithm none', () => jwt({ ...one, algorithms: ['none'] }), /algorithms/],
    ['a symmetric algorithm', () => jwt({ ...one, algorithms: ['HS256'] }), /algorithms/],
    [
      'a symmetric algorithm among others',
      () => jwt({ ...one, algorithms: ['ES256', 'HS512'] }),
      /algorithms/,
    ],
    ['a setting that is none', () => jwt({ ...one, publicKey: 'canary0001' }), /jwt/],
    ['an issuer twice', () => jwt(one, one), /issuers/],
    ['two issuers, one with the separator', () => jwt(one, { ...one, issuer: 'a|b' }), /issuers/],
    ['keys over http', () => jwt({ ...one, jwks: 'http://issuer.example/canary0001' }), /jwks.*https/],
    [
      'keys over http that only look local',
      () => jwt({ ...one, jwks: 'http://127.0.0.1.canary0001.example/' }),
      /https/,
    ],
    ['keys by another protocol', () => jwt({ ...one, jwks: 'ftp://issuer.example/keys' }), /https/],
    [
      'keys behind a password',
      () => jwt({ ...one, jwks: 'https://user:canary0001@issuer.example/' }),
      /jwks/,
    ],
    ['a URL that is none', () => jwt({ ...one, jwks: 'https://' }), /jwks/],
    ['a file of keys that is not there', ({ missing }) => jwt({ ...one, jwks: missing }), /jwks/],
    ['a file with a private key', ({ private: path }) => jwt({ ...one, jwks: path }), /public keys/],
    ['a file with a secret', ({ secret }) => jwt({ ...one, jwks: secret }), /public keys/],
    ['a file without keys', ({ none }) => jwt({ ...one, jwks: none }), /public keys/],
    ['a file that is no JSON', ({ text }) => jwt({ ...one, jwks: text }), /public keys/],
    ['a file of keys that others may change', ({ open }) => jwt({ ...one, jwks: open }), /open to others/],
  ]

  test.each(refused)('refuses %s and names the setting', async (_name, settings, named) => {
    const opening = openAuthenticator(settings(await files()))
    await expect(opening).rejects.toMatchObject({
      code: expect.stringMatching(/^(invalid_input|corrupt)$/),
      message: expect.stringMatching(named),
    })
    await expect(opening).rejects.not.toThrow('canary0001')
  })
})
