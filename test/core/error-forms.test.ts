import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorForms, statusOf } from '../../src/core/errors/error-forms.ts'
import { errorCodes, MemoryError } from '../../src/core/errors/errors.ts'

test('every code has a form, with a status of failure and an exit code of its own', () => {
  expect(Object.keys(errorForms)).toEqual(errorCodes)
  const forms = Object.values(errorForms)
  expect(new Set(forms.map(({ exitCode }) => exitCode)).size).toBe(errorCodes.length)
  for (const { status, exitCode } of forms) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect(exitCode).toBeGreaterThan(1)
  }
})

test('a failure has the status of its code, and anything else is 500', () => {
  for (const code of errorCodes) expect(statusOf(new MemoryError(code, 'x'))).toBe(errorForms[code].status)
  expect([new Error('x'), 'x', null].map(statusOf)).toEqual([500, 500, 500])
})

test('the table of the documentation is this one', () => {
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \|/gm)].map(([, ...cells]) => cells)
  expect(rows).toEqual(
    errorCodes.map((code) => [code, String(errorForms[code].status), String(errorForms[code].exitCode)]),
  )
})

test('an error says where it is, as data and in its message', () => {
  const cause = new Error('underneath')
  const error = new MemoryError('invalid_input', 'must not be empty', { field: 'topic_key', line: 4, cause })
  expect(error).toMatchObject({
    message: 'line 4: topic_key: must not be empty',
    reason: 'must not be empty',
    field: 'topic_key',
    line: 4,
    cause,
  })
  const bare = new MemoryError('busy', 'try again')
  expect([bare.message, bare.field, bare.line, 'cause' in bare]).toEqual([
    'try again',
    undefined,
    undefined,
    false,
  ])
})
