import assert from 'node:assert/strict'

/** Returns a text that occurs nowhere else, for one user and one place. */
export function canaryOf(userId: string, place = 'notes'): string {
  return `The word of ${hexOf(userId)} in ${hexOf(place)} is zebra${hexOf(`${userId} ${place}`)}end.`
}

/** Asserts that an answer holds a text. */
export function holds(answer: unknown, text: string): void {
  assert.ok(written(answer).includes(text), 'the adapter does not show what it keeps')
}

/** Asserts that an answer holds nothing of a text. */
export function hides(answer: unknown, text: string): void {
  const [word] = /zebra[0-9a-f]+end/.exec(text) ?? [text]
  assert.ok(!written(answer).includes(word), 'the adapter shows a text that it must not show')
}

/** Runs what may also refuse its input; its answer, or the error. */
export async function answerOrError(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run()
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}

/** The JSON of an answer. */
export function written(answer: unknown): string {
  return JSON.stringify(answer) ?? ''
}

/** Names differ in any one byte, so their canaries do. */
function hexOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
