import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { editFile } from '../../../src/server/access/file/edit-file.ts'
import { takeLock } from '../../../src/server/access/file/edit-lock.ts'
import { keyringRules } from '../../../src/server/access/keyring/keyring-file.ts'
import { createKey, listKeys, revokeKey } from '../../../src/server/access/keyring/keyring.ts'
import { freshKeyring } from './fresh-keyring.ts'

const run = promisify(execFile)

async function inAnotherProcess(...args: string[]): Promise<void> {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'keyring-process.ts'), ...args])
  expect(stdout).toBe('done\n')
}

describe('R10 the file of a keyring', () => {
  test('R10 is 0600 in a folder of 0700 under a wide umask, and stays so', async () => {
    const before = process.umask(0o022)
    try {
      const path = join(freshKeyring(), '..', 'made', 'keyring.json')
      const { record } = await createKey(path, { userId: 'alice' })
      await revokeKey(path, record.id)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
      expect(readdirSync(dirname(path))).toEqual(['keyring.json'])
    } finally {
      process.umask(before)
    }
  })

  test('R10 is not followed where it is a link, neither to read nor to write', async () => {
    const [path, target] = [freshKeyring(), freshKeyring()]
    await createKey(target, { userId: 'alice' })
    const before = readFileSync(target, 'utf8')
    symlinkSync(target, path)
    for (const edit of [createKey(path, { userId: null }), listKeys(path)])
      await expect(edit).rejects.toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('link'),
      })
    expect(readFileSync(target, 'utf8')).toBe(before)
  })

  test('R10 is not written through a planted lock', async () => {
    const [path, target] = [freshKeyring(), freshKeyring()]
    writeFileSync(target, 'mine')
    symlinkSync(target, `${path}.lock`)
    await expect(createKey(path, { userId: null })).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('.lock'),
    })
    expect(readFileSync(target, 'utf8')).toBe('mine')
    expect(existsSync(path)).toBe(false)
  })

  test('the lock of an owner that was killed is taken over, with what it left', async () => {
    const path = freshKeyring()
    await createKey(path, { userId: 'alice' })
    const child = spawn(process.execPath, ['--eval', 'setTimeout(() => undefined, 1e6)'], { stdio: 'ignore' })
    const token = '0123456789abcdef'
    writeFileSync(`${path}.lock`, `${token} ${child.pid} ${hostname()}\n`)
    writeFileSync(`${path}.${token}.new`, 'half a keyr')
    expect(takeLock(path)).toBeNull()
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
    await createKey(path, { userId: 'bob' })
    expect((await listKeys(path)).map(({ userId }) => userId)).toEqual(['alice', 'bob'])
    expect(readdirSync(dirname(path))).toEqual(['keyring.json'])
  })

  test.each(['', 'x', '0123456789abcdef 1 elsewhere\n'])(
    'a lock that says %j is taken over when it is older than any edit',
    async (text) => {
      const path = freshKeyring()
      writeFileSync(`${path}.lock`, text)
      expect(takeLock(path)).toBeNull()
      const old = new Date(Date.now() - 61_000)
      utimesSync(`${path}.lock`, old, old)
      await createKey(path, { userId: 'bob' })
      expect(readdirSync(dirname(path))).toEqual(['keyring.json'])
    },
  )

  test('an owner that lost its lock replaces nothing', async () => {
    const path = freshKeyring()
    await createKey(path, { userId: 'alice' })
    const before = readFileSync(path, 'utf8')
    const edit = (): void =>
      editFile(path, keyringRules, () => {
        rmSync(`${path}.lock`)
        writeFileSync(`${path}.lock`, `0123456789abcdef ${process.pid} ${hostname()}\n`)
        return 'lost'
      })
    expect(edit).toThrow(expect.objectContaining({ code: 'busy' }))
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(readdirSync(dirname(path))).toEqual(['keyring.json', 'keyring.json.lock'])
  })

  test.each([0o604, 0o620, 0o640, 0o602, 0o677])('is refused with the mode %o', async (mode) => {
    const path = freshKeyring()
    await createKey(path, { userId: null })
    chmodSync(path, mode)
    await expect(listKeys(path)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('0600'),
    })
  })

  test.skipIf(process.getuid?.() !== 0)('stays its owner’s when an administrator edits it', async () => {
    const path = freshKeyring()
    const { record } = await createKey(path, { userId: null })
    chownSync(path, 12_345, 23_456)
    await revokeKey(path, record.id)
    const { uid, gid, mode } = statSync(path)
    expect([uid, gid, mode & 0o777]).toEqual([12_345, 23_456, 0o600])
  })

  test('is refused, and left as it is, where it is damaged', async () => {
    const path = freshKeyring()
    await createKey(path, { userId: 'alice' })
    const [record] = JSON.parse(readFileSync(path, 'utf8')).keys as [object]
    const canary = 'canary0001'
    for (const text of [
      '',
      'null',
      `{"version":1,"keys":[${canary}]}`,
      `{"version":2,"keys":[]}`,
      JSON.stringify({ version: 1, keys: [{ ...record, scopes: ['root'] }] }),
      JSON.stringify({ version: 1, keys: [{ ...record, more: canary }] }),
      JSON.stringify({ version: 1, keys: [{ ...record, userId: 'not a user' }] }),
      JSON.stringify({ version: 1, keys: [record, record] }),
      JSON.stringify({ version: 1, keys: [{ ...record, label: '\u001b[2J' }] }),
    ]) {
      writeFileSync(path, text, { mode: 0o600 })
      const error = await createKey(path, { userId: null }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'corrupt', message: expect.not.stringContaining(canary) })
      expect(readFileSync(path, 'utf8')).toBe(text)
      expect(existsSync(`${path}.lock`)).toBe(false)
    }
  })

  test('loses no edit of several processes at once', { timeout: 30_000 }, async () => {
    const path = freshKeyring()
    const { record } = await createKey(path, { userId: 'alice' })
    const edits = [...Array<string>(4).fill('create'), 'revoke']
    await Promise.all(edits.map((what) => inAnotherProcess(path, what, what === 'create' ? '8' : record.id)))
    const keys = await listKeys(path)
    expect(keys).toHaveLength(33)
    expect(keys[0]).toMatchObject({ id: record.id, status: 'revoked' })
    expect(readdirSync(dirname(path))).toEqual(['keyring.json'])
  })

  test('is whole under its name, or not there, when the disk takes no more of it', async () => {
    const path = freshKeyring()
    for (let i = 0; i < 4; i++) await createKey(path, { userId: 'alice' })
    const before = readFileSync(path, 'utf8')
    const script = `import { createKey } from ${JSON.stringify(new URL('../../../src/server/access/keyring/keyring.ts', import.meta.url).href)}
      const label = 'x'.repeat(200)
      let code
      for (let i = 0; i < 9 && code === undefined; i++)
        code = await createKey(process.argv[1], { userId: 'bob', label }).then(() => undefined, (error) => error.code)
      console.log(code)`
    const command = `trap '' XFSZ; ulimit -f ${Math.ceil(before.length / 1_024)}; exec "$0" --input-type=module --eval "$1" "$2"`
    const { stdout } = await run('bash', ['-c', command, process.execPath, script, path])
    expect(stdout).toBe('storage_full\n')
    expect((await listKeys(path)).length).toBeGreaterThanOrEqual(4)
    expect(readdirSync(dirname(path))).toEqual(['keyring.json'])
  })

  test('may be moved, and comes back under another name', async () => {
    const path = freshKeyring()
    await createKey(path, { userId: null })
    renameSync(path, `${path}.old`)
    await expect(listKeys(path)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listKeys(`${path}.old`)).toHaveLength(1)
  })
})

test('a keyring that an editor began with a byte-order mark is read, and edited without it', async () => {
  const path = freshKeyring()
  await createKey(path, { label: 'one', userId: 'ada', scopes: ['read'] })
  writeFileSync(path, `\uFEFF${readFileSync(path, 'utf8')}`)
  await createKey(path, { label: 'two', userId: 'ada', scopes: ['read'] })
  expect((await listKeys(path)).map(({ label }) => label)).toEqual(['one', 'two'])
  expect(readFileSync(path, 'utf8')).toMatch(/^\{/)
})
