import { execFile } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { newApiKey } from '../../../src/server/access/keyring/api-key.ts'
import {
  openAuthenticator,
  openToAnyone,
  type Authenticator,
} from '../../../src/server/access/authenticate.ts'
import { createKey, revokeKey, type KeyOptions } from '../../../src/server/access/keyring/keyring.ts'
import { freshKeyring } from './fresh-keyring.ts'

const run = promisify(execFile)
const start = Date.UTC(2026, 0, 1)

async function opened(path: string, clock?: () => number): Promise<Authenticator> {
  const authenticator = await openAuthenticator({ keyring: path, clock })
  onTestFinished(() => authenticator.close())
  return authenticator
}

interface Ready {
  readonly path: string
  readonly key: string
  readonly id: string
  readonly authenticator: Authenticator
}

async function ready(options: Partial<KeyOptions> = {}, clock?: () => number): Promise<Ready> {
  const path = freshKeyring()
  const { key, record } = await createKey(path, { userId: 'alice', ...options })
  return { path, key, id: record.id, authenticator: await opened(path, clock) }
}

/** Lets the clock of this process say that every file was changed long ago. */
function laterThanTheFile(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  onTestFinished(() => void vi.useRealTimers())
}

/** The one text of every refusal: it tells neither the reason nor what was sent. */
async function refusal(authenticator: Authenticator, authorization: string | undefined): Promise<string> {
  const error: unknown = await authenticator.authenticate(authorization).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'MemoryError', code: 'unauthorized' })
  return (error as Error).message
}

describe('R51 an API key', () => {
  test('R1 R51 makes its caller: bound to its user, with its scopes, named without its secret', async () => {
    const { authenticator, key, id } = await ready({ scopes: ['read'] })
    expect(authenticator.isOpen).toBe(false)
    for (const scheme of ['Bearer', 'bearer', 'BEARER  '])
      expect(await authenticator.authenticate(`${scheme} ${key}`)).toEqual({
        userId: 'alice',
        scopes: new Set(['read']),
        credential: `key:${id}`,
      })
  })

  test('R51 of a service is bound to nobody', async () => {
    const { authenticator, key } = await ready({ userId: null })
    expect(await authenticator.authenticate(`Bearer ${key}`)).toMatchObject({ userId: null })
  })

  test('R51 R24 is refused with one text, whatever is wrong with it', async () => {
    const { authenticator, key, path } = await ready()
    const revoked = await createKey(path, { userId: 'alice' })
    await revokeKey(path, revoked.key)
    const expired = await createKey(path, { userId: 'alice', now: start, expiresAt: start + 1 })
    // The right id with another secret, and the checksum of the two.
    const forged = key.slice(0, 17) + newApiKey().slice(17, 57)
    const wrong = [
      `Bearer ${newApiKey()}`,
      `Bearer ${forged}${crc32(forged).toString(16).padStart(8, '0')}`,
      `Bearer ${revoked.key}`,
      `Bearer ${expired.key}`,
      `Bearer ${key}x`,
      `Bearer ${key} ${key}`,
      `Bearer ${key},`,
      `Bearer  `,
      `Basic ${key}`,
      key,
      `Bearer not-a-key`,
      `Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.`,
      `Bearer ${'x'.repeat(100_000)}`,
      `Bearer \0${key}`,
    ]
    const texts = await Promise.all(wrong.map((authorization) => refusal(authenticator, authorization)))
    expect(new Set(texts)).toEqual(
      new Set(['the credential is unknown, expired, revoked or not for this server']),
    )
    expect(await refusal(authenticator, undefined)).toMatch(/^send a credential/)
    expect(await refusal(authenticator, '')).toMatch(/^send a credential/)
  })

  test('R51 ends at its time, while the server runs', async () => {
    let now = start
    const { authenticator, key } = await ready({ now: start, expiresAt: start + 1_000 }, () => now)
    now = start + 999
    await authenticator.authenticate(`Bearer ${key}`)
    now = start + 1_000
    await refusal(authenticator, `Bearer ${key}`)
  })

  test('R51 that another process makes or revokes counts from the next call on', async () => {
    const { authenticator, key, id, path } = await ready()
    const program = join(import.meta.dirname, 'keyring-process.ts')
    await authenticator.authenticate(`Bearer ${key}`)
    await run(process.execPath, [program, path, 'revoke', id])
    await refusal(authenticator, `Bearer ${key}`)
    const { key: another } = await createKey(path, { userId: 'bob' })
    expect(await authenticator.authenticate(`Bearer ${another}`)).toMatchObject({ userId: 'bob' })
    await run(process.execPath, [program, path, 'remove', 'bob'])
    await refusal(authenticator, `Bearer ${another}`)
  })

  test('R51 that is revoked counts no more where the keyring is old and known', async () => {
    const { authenticator, key, id, path } = await ready()
    laterThanTheFile()
    await authenticator.authenticate(`Bearer ${key}`)
    await run(process.execPath, [join(import.meta.dirname, 'keyring-process.ts'), path, 'revoke', id])
    await refusal(authenticator, `Bearer ${key}`)
  })

  test('R51 that is revoked counts no more, however quickly one edit follows the other', async () => {
    const { authenticator, path } = await ready()
    for (let round = 0; round < 50; round++) {
      const { key, record } = await createKey(path, { userId: 'alice' })
      await authenticator.authenticate(`Bearer ${key}`)
      await revokeKey(path, record.id)
      await refusal(authenticator, `Bearer ${key}`)
    }
  })
})

describe('a keyring that is a mounted secret is read', () => {
  test('as Kubernetes mounts it: a link to a link, also when it is replaced', async () => {
    const { key, path } = await ready()
    const folder = dirname(path)
    const publish = (version: string, text: string): void => {
      mkdirSync(join(folder, version))
      writeFileSync(join(folder, version, 'keys.json'), text, { mode: 0o644 })
      symlinkSync(version, join(folder, `${version}.link`))
      renameSync(join(folder, `${version}.link`), join(folder, '..data'))
    }
    const text = readFileSync(path, 'utf8')
    publish('..1', text)
    const mounted = join(folder, 'mounted.json')
    symlinkSync(join('..data', 'keys.json'), mounted)
    const authenticator = await opened(mounted)
    expect(await authenticator.authenticate(`Bearer ${key}`)).toMatchObject({ userId: 'alice' })
    publish('..2', '{"version":1,"keys":[]}')
    await refusal(authenticator, `Bearer ${key}`)
    publish('..3', text)
    await authenticator.authenticate(`Bearer ${key}`)
  })

  test.each([0o440, 0o640, 0o444, 0o400])('with the mode %o', async (mode) => {
    const { key, path } = await ready()
    chmodSync(path, mode)
    await (await opened(path)).authenticate(`Bearer ${key}`)
  })

  test('and one that is only open to all by mistake is not', async () => {
    const { path } = await ready()
    for (const mode of [0o644, 0o660, 0o666, 0o604]) {
      chmodSync(path, mode)
      await expect(opened(path)).rejects.toMatchObject({ code: 'invalid_input' })
    }
    if (process.getuid?.() !== 0) return
    chownSync(path, 12_345, 12_345)
    chmodSync(path, 0o444)
    await expect(opened(path)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('R6 a keyring that cannot be used while a server runs lets nobody in', () => {
  const spoiled: readonly [string, (path: string) => void][] = [
    ['is gone', (path) => rmSync(path)],
    ['is damaged', (path) => appendFileSync(path, '}')],
    ['is empty', (path) => writeFileSync(path, '')],
    ['is open to others', (path) => chmodSync(path, 0o644)],
    ['can be written by a group', (path) => chmodSync(path, 0o620)],
    [
      'became a link to a file that others can write',
      (path) => {
        renameSync(path, `${path}.real`)
        symlinkSync(`${path}.real`, path)
        chmodSync(`${path}.real`, 0o606)
      },
    ],
  ]

  test.each(spoiled)('R6 because it %s, and lets them in again when it is well', async (_name, spoil) => {
    const { authenticator, key, path } = await ready()
    const text = readFileSync(path, 'utf8')
    laterThanTheFile()
    await authenticator.authenticate(`Bearer ${key}`)
    spoil(path)
    for (let tries = 0; tries < 2; tries++)
      expect(await refusal(authenticator, `Bearer ${key}`)).toBe(
        'credentials cannot be checked now; try again later',
      )
    const error: unknown = await authenticator
      .authenticate(`Bearer ${key}`)
      .catch((thrown: unknown) => thrown)
    expect((error as Error).cause).toMatchObject({ name: 'MemoryError' })
    rmSync(path, { force: true })
    writeFileSync(path, text, { mode: 0o600 })
    expect(await authenticator.authenticate(`Bearer ${key}`)).toMatchObject({ userId: 'alice' })
  })
})

test('without authentication everybody may name any user, and erase nothing of the operator', async () => {
  expect(openToAnyone.isOpen).toBe(true)
  for (const authorization of [undefined, 'Bearer ilm_whatever'])
    expect(await openToAnyone.authenticate(authorization)).toEqual({
      userId: null,
      scopes: new Set(['read', 'write', 'erase']),
      credential: null,
    })
  await openToAnyone.close()
})
