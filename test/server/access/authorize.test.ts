import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anyone,
  authorize,
  scopes,
  type Caller,
  type Scope,
} from '../../../src/server/access/caller/caller.ts'
import { operations, type OperationName } from '../../../src/wire/operations.ts'

/** The scope that each operation needs. A new operation needs a line here, and a thought. */
const needed: Readonly<Record<OperationName, Scope>> = {
  mem_session_start: 'write',
  mem_session_end: 'write',
  mem_session_summary: 'write',
  mem_save: 'write',
  mem_update: 'write',
  mem_search: 'read',
  mem_get_observation: 'read',
  mem_history: 'read',
  mem_approve: 'write',
  mem_revert: 'write',
  mem_timeline: 'read',
  mem_stats: 'read',
  mem_list: 'read',
  mem_pause: 'write',
  mem_resume: 'write',
  mem_settings: 'read',
  mem_journal: 'read',
  mem_context: 'read',
  mem_forget: 'write',
  mem_forget_all: 'write',
  mem_save_many: 'write',
  mem_session_list: 'read',
  mem_session_get: 'read',
  mem_session_update: 'write',
  mem_session_forget: 'write',
  mem_thread_append: 'write',
  mem_thread_read: 'read',
  mem_thread_pop: 'write',
  mem_thread_clear: 'write',
  mem_thread_list: 'read',
  mem_erase_user: 'erase',
  mem_export: 'read',
  mem_import: 'write',
}

function caller(userId: string | null, ...held: readonly Scope[]): Caller {
  return { userId, scopes: new Set(held), credential: 'key:000000000000' }
}

function outcomeOf(of: Caller, scope: Scope, named: string | undefined): string {
  try {
    return authorize(of, scope, named)
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** Every set of scopes that a credential can hold. */
const everySet = Array.from({ length: 2 ** scopes.length }, (_, bits) =>
  scopes.filter((_scope, index) => (bits & (1 << index)) !== 0),
)

describe('R4 the one rule of access', () => {
  test('R4 every operation needs the scope that it should', () => {
    expect(Object.fromEntries(operations.map(({ name, scope }) => [name, scope]))).toEqual(needed)
  })

  describe.each(operations)('R4 $name', ({ name, scope }) => {
    test.each(everySet.map((held) => ({ held })))('for a credential with $held', ({ held }) => {
      const isAllowed = held.includes(needed[name])
      expect(outcomeOf(caller('alice', ...held), scope, undefined)).toBe(isAllowed ? 'alice' : 'forbidden')
      expect(outcomeOf(caller(null, ...held), scope, 'bob')).toBe(isAllowed ? 'bob' : 'forbidden')
      // Without the scope not even the name is looked at.
      expect(outcomeOf(caller(null, ...held), scope, undefined)).toBe(
        isAllowed ? 'invalid_input' : 'forbidden',
      )
    })
  })

  test('R4 admin opens nobody’s memory', () => {
    for (const { scope } of operations)
      expect(outcomeOf(caller(null, 'admin'), scope, 'alice')).toBe('forbidden')
  })

  test('R4 without authentication everything but the operator’s is allowed', () => {
    for (const { scope } of operations) expect(outcomeOf(anyone, scope, 'alice')).toBe('alice')
    expect(outcomeOf(anyone, 'admin', 'alice')).toBe('forbidden')
  })
})

describe('R1 the user of a call', () => {
  test('R1 is the one that the credential is bound to, whatever the call names', () => {
    fc.assert(
      fc.property(fc.constantFrom(...scopes), fc.option(fc.string(), { nil: undefined }), (scope, named) => {
        expect(authorize(caller('alice', scope), scope, named)).toBe('alice')
      }),
    )
  })

  test.each(['', ' ', 'a b', 'é', 'a\n', 'a'.repeat(256), 'alice\0'])(
    'R7 named %j is refused for a service, and not repeated',
    (named) => {
      expect(() => authorize(caller(null, 'read'), 'read', named)).toThrow(
        expect.objectContaining({
          code: 'invalid_input',
          message: 'userId: must be 1 to 255 printable ASCII characters without spaces',
        }),
      )
    },
  )

  test.each(['__proto__', '..', 'a:b', '%', '*', 'auth0|x', 'ALICE'])(
    'R7 named %j is exactly that for a service',
    (named) => expect(authorize(caller(null, 'read'), 'read', named)).toBe(named),
  )
})
