import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { forGivenFields } from '../../src/core/input/given-fields.ts'
import { operations } from '../../src/wire/operations.ts'

const schemas = [
  z.strictObject({ a: z.string(), b: z.optional(z.number()), c: z._default(z.number(), 3) }),
  z.object({ a: z.optional(z.string()), b: z.nullish(z.array(z.number())) }),
  ...operations.map(({ input }) => input),
]

test('a smaller schema says what the whole one says', () => {
  const names = [...new Set(schemas.flatMap((schema) => Object.keys(schema.def.shape)))]
  const values = fc.dictionary(fc.constantFrom(...names, 'unknown', '__proto__'), fc.jsonValue(), {
    maxKeys: 4,
  })
  fc.assert(
    fc.property(fc.constantFrom(...schemas), fc.oneof(values, fc.jsonValue()), (schema, value) => {
      const [smaller, whole] = [forGivenFields(schema, value), schema].map((each) => z.safeParse(each, value))
      expect(smaller).toEqual(whole)
    }),
    { numRuns: 500 },
  )
})

test('an object with a check of the whole stays as it is', () => {
  const checked = z.object({ a: z.optional(z.string()) }).check(z.refine(({ a }) => a !== undefined))
  expect(forGivenFields(checked, {})).toBe(checked)
})
