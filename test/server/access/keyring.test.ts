import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyDigest, keyIdOf, newApiKey } from '../../../src/server/access/keyring/api-key.ts'
import { createKey, listKeys, removeKeysOf, revokeKey } from '../../../src/server/access/keyring/keyring.ts'
import { freshKeyring } from './fresh-keyring.ts'

describe('R51 an API key', () => {
  test('R51 has a fixed beginning, a public id, 160 random bits and a checksum', () => {
    const keys = Array.from({ length: 2_000 }, newApiKey)
    for (const key of keys) expect(key).toMatch(/^ilm_[0-9a-f]{12}_[0-9a-f]{48}$/)
    const secrets = keys.map((key) => key.slice(17, 57))
    expect(new Set(secrets).size).toBe(keys.length)
    expect(new Set(keys.map(keyIdOf)).size).toBe(keys.length)
    // Every one of the 160 bits is set in about half of the keys: eight standard deviations off is no chance.
    for (let bit = 0; bit < 160; bit++) {
      const set = secrets.filter((secret) => (BigInt(`0x${secret}`) >> BigInt(bit)) & 1n).length
      expect(Math.abs(set - 1_000)).toBeLessThan(180)
    }
  })

  test('R51 is told from what is none without a look at any keyring', () => {
    const key = newApiKey()
    expect(keyIdOf(key)).toBe(key.slice(4, 16))
    fc.assert(
      fc.property(
        fc.nat(key.length - 1),
        fc.constantFrom('0', '1', '7', '8', '9', 'a', 'e', 'f', 'X', '_'),
        (at, other) => {
          fc.pre(key[at] !== other)
          expect(keyIdOf(key.slice(0, at) + other + key.slice(at + 1))).toBeNull()
        },
      ),
    )
    for (const wrong of ['', 'ilm_', key.slice(1), `${key}0`, ` ${key}`, `${key}\n`, key.toUpperCase()])
      expect(keyIdOf(wrong)).toBeNull()
  })
})

describe('R51 a keyring', () => {
  test('R51 holds of a key its digest only', async () => {
    const path = freshKeyring()
    const { key, record } = await createKey(path, { userId: 'alice', label: 'laptop' })
    const text = readFileSync(path, 'utf8')
    const secret = key.slice(17)
    for (let at = 0; at + 8 <= secret.length; at++) expect(text).not.toContain(secret.slice(at, at + 8))
    expect(text).toContain(keyDigest(key))
    expect(record).toMatchObject({
      id: keyIdOf(key),
      label: 'laptop',
      lastFour: key.slice(-4),
      userId: 'alice',
      scopes: ['read', 'write'],
      expiresAt: null,
      revokedAt: null,
      status: 'active',
    })
    expect(JSON.stringify(await listKeys(path))).not.toContain(keyDigest(key))
  })

  test('lists keys in order, with what became of them', async () => {
    const path = freshKeyring()
    const now = Date.UTC(2026, 0, 1)
    const service = await createKey(path, { userId: null, scopes: ['admin', 'admin'], now })
    const short = await createKey(path, { userId: 'bob', expiresAt: now + 1, now })
    expect(await revokeKey(path, service.key, now + 5)).toMatchObject({ status: 'revoked' })
    // Again changes nothing, not even the time.
    await revokeKey(path, service.record.id, now + 9)
    expect(await listKeys(path, now + 1)).toEqual([
      {
        ...service.record,
        scopes: ['admin'],
        revokedAt: new Date(now + 5).toISOString(),
        status: 'revoked',
      },
      { ...short.record, status: 'expired' },
    ])
  })

  test('R46 gives up every key of an erased user, and the name', async () => {
    const path = freshKeyring()
    for (const userId of ['alice', 'alice', 'alice2', null]) await createKey(path, { userId })
    expect(await removeKeysOf(path, 'alice')).toBe(2)
    expect((await listKeys(path)).map(({ userId }) => userId)).toEqual(['alice2', null])
    expect(readFileSync(path, 'utf8')).not.toContain('"alice"')
  })

  test.each([
    ['a user that is none', { userId: 'not a user' }],
    ['an empty user', { userId: '' }],
    ['a scope that is none', { userId: null, scopes: ['everything' as 'read'] }],
    ['no scope', { userId: null, scopes: [] }],
    ['an end that is over', { userId: null, expiresAt: 1 }],
    ['an end that is no time', { userId: null, expiresAt: Number.NaN }],
    ['a label that breaks lines', { userId: null, label: 'one\ntwo' }],
  ])('makes no key for %s', async (_name, options) => {
    const path = freshKeyring()
    await expect(createKey(path, options)).rejects.toMatchObject({ code: 'invalid_input' })
    expect(existsSync(path)).toBe(false)
  })

  test('says what is not there', async () => {
    const path = freshKeyring()
    await expect(listKeys(path)).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeKey(path, '000000000000')).rejects.toMatchObject({ code: 'not_found' })
    expect(await removeKeysOf(path, 'ada')).toBe(0)
    expect(readdirSync(dirname(path))).toEqual([])
    await createKey(path, { userId: null })
    const before = statSync(path).ino
    await expect(revokeKey(path, '000000000000')).rejects.toMatchObject({ code: 'not_found' })
    expect(statSync(path).ino).toBe(before)
    await expect(createKey('', { userId: null })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
