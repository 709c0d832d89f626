import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentDigest } from '../../src/engine/rules/texts/content-digest.ts'

test('the digest that files hold is the first 48 bits of SHA-256', () => {
  expect(contentDigest({ type: 'decision', title: 'Tea', content: 'green, 茶' })).toBe(248_287_583_351_383)
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (type, title, content) => {
      const said = [type, title, content].map((text) => `${text.length}:${text}`).join('')
      expect(contentDigest({ type, title, content })).toBe(
        createHash('sha256').update(said).digest().readUIntBE(0, 6),
      )
    }),
  )
})
