import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { stableUserId } from '../../src/memory/stable-user-id.ts'

const id = (email: string): string => stableUserId(email, 'salt')

test('R7 an address in any case is one user, and one with a lookalike of a letter is another', () => {
  const digest = createHash('sha256').update('salt:kim@example.com').digest('hex').slice(0, 24)
  expect(id('kim@example.com')).toBe(digest)
  expect(id('KIM@Example.com')).toBe(digest)
  expect(id('ÄÅ@example.com')).toBe(id('äå@example.com'))
  for (const [lookalike, letter] of [
    ['\u212A', 'k'],
    ['\u212B', 'å'],
    ['\u2126', 'ω'],
    ['\u03F4', 'θ'],
    ['\u0130', 'i\u0307'],
  ] as const)
    expect([letter, id(`${lookalike}im@example.com`) === id(`${letter}im@example.com`)]).toEqual([
      letter,
      false,
    ])
})
