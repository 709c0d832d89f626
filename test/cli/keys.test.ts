import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CommandLine } from './command.ts'

describe('keys', () => {
  const cli = new CommandLine(undefined, {
    ILAB_MEMORY_KEYRING: './keyring.json',
    ILAB_MEMORY_DB_PATH: './memory.db',
  })

  test('R51 a secret is printed once and is nowhere in the keyring', async () => {
    const { code, stdout, stderr } = await cli.run([
      'keys',
      'create',
      '--user',
      'ada',
      '--label',
      'laptop',
      '--expires',
      '90d',
    ])
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ilm_\S+\n$/) })
    expect(stderr).toMatch(/^Key \w+: keep it/)
    expect(readFileSync(join(cli.folder, 'keyring.json'), 'utf8')).not.toContain(stdout.trim())
    const { keys } = (await cli.json(['keys', 'list'])) as { keys: Record<string, string>[] }
    expect(keys).toMatchObject([
      { user_id: 'ada', label: 'laptop', status: 'active', scopes: ['read', 'write'] },
    ])
    expect(JSON.stringify(keys)).not.toContain('digest')
    expect(Date.parse(keys[0]!['expires_at']!) - Date.parse(keys[0]!['created_at']!)).toBe(90 * 86_400_000)
  })

  test('a service key is bound to nobody, also where a user is set', async () => {
    const env = { ILAB_MEMORY_USER: 'ada' }
    const made = await cli.json(['keys', 'create', '--service', '--scopes', 'read, erase'], { env })
    expect(made).toMatchObject({
      key: expect.stringMatching(/^ilm_/),
      user_id: null,
      scopes: ['read', 'erase'],
    })
    expect((await cli.run(['keys', 'list'])).stdout).toMatch(/ active +\(service\) +read,erase /)
  })

  test('revoked is revoked', async () => {
    const { id } = (await cli.json(['keys', 'create', '--user', 'bob'])) as { id: string }
    expect((await cli.run(['keys', 'revoke', id])).stdout).toBe(`Revoked ${id}\n`)
    expect((await cli.run(['keys', 'list'])).stdout).toMatch(new RegExp(`\n${id} +revoked +bob `))
  })

  test('R46 erasing a user removes the keys that are bound to the user', async () => {
    await cli.run(['save', '--type', 'profile', '--title', 'Name', '--content', 'Ada', '--user', 'ada'])
    expect((await cli.run(['erase', '--user', 'ada', '--yes'])).stdout).toMatch(
      /^Erased:\n[\s\S]*\n1 API key removed\n$/,
    )
    const { keys } = (await cli.json(['keys', 'list'])) as { keys: { user_id: string | null }[] }
    expect(keys.map((key) => key.user_id)).toEqual([null, 'bob'])
  })

  test.each([
    [['keys', 'create'], 'name the user of the key, or pass --service for a key that is bound to none'],
    [['keys', 'create', '--service', '--user', 'ada'], '--service and a user exclude each other'],
    [
      ['keys', 'create', '--user', 'ada', '--expires', '0d'],
      '--expires: must be a duration such as 90d, 12h or 1y',
    ],
    [
      ['keys', 'create', '--user', 'ada', '--scopes', 'all'],
      '--scopes: each must be one of read, write, erase, admin',
    ],
  ])('%j', async (args, message) => {
    expect(await cli.run(args)).toEqual({ code: 2, stdout: '', stderr: `${message} (invalid_input)\n` })
  })

  test('a keyring that is not there is not made by an erasure', async () => {
    const env = { ILAB_MEMORY_KEYRING: './none.json' }
    expect((await cli.run(['erase', '--user', 'x', '--yes'], { env })).code).toBe(0)
    expect(existsSync(join(cli.folder, 'none.json'))).toBe(false)
  })

  test('a keyring must be named', async () => {
    const { code, stderr } = await new CommandLine().run(['keys', 'list'])
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--keyring <file>') })
  })
})
