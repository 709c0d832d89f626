import { expect, test } from 'vitest'
import { toMemoryError } from '../../src/stores/postgres/connection/failures.ts'

/** Answers of Citus 13.2 while a node asked for a password, and while it was down. */
const answers = [
  ['fe_sendauth: no password supplied', 'pg_dist_authinfo'],
  ['password authentication failed for user "memory_app"', 'pg_dist_authinfo'],
  ['FATAL: role "memory_app" does not exist', 'no such role'],
  ['Connection refused', 'does not answer its coordinator'],
] as const

test.for(answers)('a coordinator that cannot reach a node says so: %s', ([reason, told]) => {
  const message = `connection to the remote node memory_app@worker-1:5432 failed with the following error: ${reason}`
  const { code, message: text } = toMemoryError(Object.assign(new Error(message), { code: '08006' }))
  expect(code).toBe('storage')
  expect(text).toContain(told)
  expect(text).not.toContain('memory_app')
})
