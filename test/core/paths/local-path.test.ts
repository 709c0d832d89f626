import { homedir } from 'node:os'
import { isAbsolute, join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localPath } from '../../../src/core/paths/local-path.ts'

const use = { name: 'here', forDatabase: 'use the database opener', forServer: 'use the client' }
const secret = 'correct-horse'

function refusal(given: unknown): { code: string; message: string } {
  try {
    return { code: 'taken', message: localPath(given, use) }
  } catch (error) {
    return error as { code: string; message: string }
  }
}

describe('what a caller gives as a path', () => {
  test.each([
    ['memory.db', resolve('memory.db')],
    ['./a/../memory.db', resolve('memory.db')],
    ['/var/lib/memory.db', '/var/lib/memory.db'],
    ['~', homedir()],
    ['~/memory.db', join(homedir(), 'memory.db')],
    ['./~/memory.db', resolve('~', 'memory.db')],
    ['file:memory.db', resolve('memory.db')],
    ['file:./my%20memory.db', resolve('my memory.db')],
    ['file:~/memory.db', join(homedir(), 'memory.db')],
    ['FILE:///var/memory.db', '/var/memory.db'],
    ['file:/var/memory.db', '/var/memory.db'],
    ['file://localhost/var/memory.db', '/var/memory.db'],
    ['notes:today.db', resolve('notes:today.db')],
    ['https/memory.db', resolve('https/memory.db')],
    ['postgres.db', resolve('postgres.db')],
    ['ada@example.com/memory.db', resolve('ada@example.com/memory.db')],
  ])('%s is %s', (given, path) => expect(localPath(given, use)).toBe(path))

  test('a file: URL object is its file', () => {
    expect(localPath(pathToFileURL('/var/my memory.db'), use)).toBe('/var/my memory.db')
  })

  test('a relative path starts from the base that is given', () => {
    expect(localPath('a.db', { ...use, base: '/etc' })).toBe('/etc/a.db')
    expect(localPath('file:./a.db', { ...use, base: '/etc' })).toBe('/etc/a.db')
  })

  test.each([
    [`postgres://ada:${secret}@db/memory`, 'use the database opener'],
    [`postgresql://ada:${secret}@db/memory`, 'use the database opener'],
    [`POSTGRES://ada:${secret}@db/memory`, 'use the database opener'],
    [` "postgres://ada:${secret}@db/memory"`, 'use the database opener'],
    [resolve(`postgres://ada:${secret}@db/memory`), 'use the database opener'],
    [new URL(`postgres://ada:${secret}@db/memory`), 'use the database opener'],
    [`ada:${secret}@db:5432/memory`, 'use the database opener'],
    [`host=db user=ada password=${secret}`, 'use the database opener'],
    [`/ada:${secret}@db/memory`, 'use the database opener'],
    [`//ada:${secret}@db/memory`, 'use the database opener'],
    [`:${secret}@db/memory`, 'use the database opener'],
    [`file:ada:${secret}@db/memory`, 'use the database opener'],
    [`file:postgres://ada:${secret}@db/memory`, 'use the database opener'],
    [`file:///postgres://ada:${secret}@db/memory`, 'use the database opener'],
    [`DATABASE_URL=postgres://ada:${secret}@db/memory`, 'use the database opener'],
    [`<postgres://ada:${secret}@db/memory>`, 'use the database opener'],
    [`(postgres://ada:${secret}@db/memory)`, 'use the database opener'],
    [`\`postgres://ada:${secret}@db/memory\``, 'use the database opener'],
    [`postgres%3A%2F%2Fada%3A${secret}%40db`, 'use the database opener'],
    [`Server=db;User Id=ada;Password=${secret}`, 'use the database opener'],
    [`Server=db;Pwd=${secret}`, 'use the database opener'],
    [`db/memory?password=${secret}`, 'use the database opener'],
    [`mariadb:${secret}`, 'another kind of URL'],
    [`https://ada:${secret}@example.com/`, 'use the client'],
    [new URL(`https://ada:${secret}@example.com/`), 'use the client'],
    [`mysql://ada:${secret}@db/memory`, 'another kind of URL'],
    [`libsql://db?token=${secret}`, 'another kind of URL'],
    [`s3://${secret}/memory.db`, 'another kind of URL'],
    [`sqlite:${secret}.db`, 'another kind of URL'],
    [`file:${secret}.db?mode=ro`, 'without query'],
    [`file://${secret}/memory.db`, 'no file of this machine'],
    [`file:${secret}%zz`, 'no file of this machine'],
    [`file:a%2f${secret}`, 'no file of this machine'],
    [`~ada/${secret}`, 'home folder'],
    [`$HOME/${secret}`, 'variables'],
    [`\${HOME}/${secret}`, 'variables'],
    [`%APPDATA%\\${secret}`, 'variables'],
    [`\${HOME:-/var}/${secret}`, 'variables'],
    [`$(pwd)/${secret}`, 'variables'],
    [`\`pwd\`/${secret}`, 'variables'],
    [`file:$HOME/${secret}`, 'variables'],
    [':MEMORY:', 'needs a path here'],
    [' :memory: ', 'needs a path here'],
    [':memory', 'needs a path here'],
    ['file::memory:', 'needs a path here'],
    ['file:%3Amemory%3A', 'needs a path here'],
    [`${secret}\r`, 'control characters'],
    [`${secret}\0`, 'control characters'],
    [`file:${secret}%00`, 'control characters'],
    ['  ', 'needs a path'],
    [undefined, 'needs a path'],
    [{ path: secret }, 'needs a path'],
    [7, 'needs a path'],
  ])('%s is refused, and the message repeats nothing of it', (given, hint) => {
    const { code, message } = refusal(given)
    expect({ code, message }).toEqual({ code: 'invalid_input', message: expect.stringContaining(hint) })
    expect(message).toMatch(/^here: /)
    expect(message).not.toContain(secret)
  })

  test.skipIf(sep === '\\')('a path of Windows is refused elsewhere', () => {
    for (const given of ['C:\\Users\\memory.db', 'c:/memory.db', '\\\\host\\share\\memory.db'])
      expect(refusal(given)).toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('Windows'),
      })
  })

  test('every path comes to an absolute one that stays as it is', () => {
    const part = fc.stringMatching(/^[\w.-]{1,12}$/)
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const path = localPath(parts.join(sep), use)
        expect(isAbsolute(path)).toBe(true)
        expect(localPath(path, use)).toBe(path)
        expect(localPath(pathToFileURL(path).href, use)).toBe(path)
      }),
    )
  })
})
