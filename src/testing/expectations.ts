import assert from 'node:assert/strict'
import type { ErrorCode } from '../core/errors/errors.ts'

/**
 * Asserts that `action` throws or rejects with `code`, and that neither the error nor its causes repeat one of `secrets`.
 * The code is what counts, not the class: a remote client rebuilds its errors.
 */
export async function failsWith(
  code: ErrorCode,
  action: () => unknown,
  secrets: readonly string[] = [],
): Promise<void> {
  const error = await errorOf(action)
  assert.ok(error instanceof Error, `expected ${code}, but it succeeded`)
  assert.equal((error as { code?: unknown }).code, code, error.message)
  for (const secret of secrets)
    assert.ok(!textOf(error).includes(secret), 'the error repeats text of the user')
}

/** Asserts that `action` succeeds, or refuses its input without repeating it; says which. */
export async function succeedsOrRefuses(action: () => unknown): Promise<'succeeded' | 'refused'> {
  const error = await errorOf(action)
  if (error === undefined) return 'succeeded'
  assert.equal((error as { code?: unknown }).code, 'invalid_input', textOf(error))
  return 'refused'
}

/** Asserts that two numbers are the same to 1e-9. */
export function sameNumber(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`)
}

async function errorOf(action: () => unknown): Promise<unknown> {
  try {
    await action()
    return undefined
  } catch (error) {
    return error
  }
}

/** The messages of an error and of its causes. */
function textOf(error: unknown): string {
  const messages: string[] = []
  for (let at = error; at instanceof Error && messages.length < 10; at = at.cause) messages.push(at.message)
  return messages.join('\n')
}
