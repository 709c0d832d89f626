import { inspect } from 'node:util'
import { expect, expectTypeOf, test } from 'vitest'
import { MemoryError, type MemoryErrorJson } from '../../src/index.ts'

test('an error has only the facts that were given', () => {
  const plain = new MemoryError('busy', 'wait', { field: undefined, line: undefined, cause: undefined })
  expect(Object.getOwnPropertyNames(plain).toSorted()).toEqual(['code', 'message', 'name', 'reason', 'stack'])
  expect(plain.field).toBeUndefined()
  expect(inspect(plain)).not.toContain('undefined')
  const full = new MemoryError('invalid_input', 'must not be empty', { field: 'topicKey', line: 4 })
  expect(full).toMatchObject({ field: 'topicKey', line: 4, message: 'line 4: topicKey: must not be empty' })
  expect(inspect(full)).toContain("field: 'topicKey',\n  line: 4")
  expectTypeOf(full.field).toEqualTypeOf<string | undefined>()
  expectTypeOf(full.line).toEqualTypeOf<number | undefined>()
})

test('an error is JSON with its message, and without stack and cause', () => {
  const error = new MemoryError('storage', 'failed', { cause: new Error('secret'), field: 'dbPath' })
  const json: MemoryErrorJson = {
    name: 'MemoryError',
    code: 'storage',
    message: 'dbPath: failed',
    reason: 'failed',
    field: 'dbPath',
  }
  expect(JSON.parse(JSON.stringify({ error }))).toEqual({ error: json })
  expect(JSON.parse(JSON.stringify(new MemoryError('busy', 'wait')))).toEqual({
    name: 'MemoryError',
    code: 'busy',
    message: 'wait',
    reason: 'wait',
  })
})
