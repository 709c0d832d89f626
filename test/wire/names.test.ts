import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { operations } from '../../src/wire/operations.ts'
import { wire } from '../../src/wire/wire-names.ts'

describe('the wire', () => {
  test('renames declared fields and leaves data alone, there and back', () => {
    const shape = z.strictObject({
      byType: z.record(z.string(), z.number()),
      innerList: z.optional(z.array(z.strictObject({ topicKey: z.nullish(z.string()) }))),
    })
    const value = {
      byType: { someType: 1, my_type: 2 },
      innerList: [{ topicKey: 'a' }, { topicKey: null }, {}],
    }
    const { schema, encode, decode } = wire(shape)
    expect(encode(value)).toEqual({
      by_type: { someType: 1, my_type: 2 },
      inner_list: [{ topic_key: 'a' }, { topic_key: null }, {}],
    })
    expect(decode(encode(value))).toEqual(value)
    expect(schema.safeParse(encode(value)).success).toBe(true)
    expect(schema.safeParse(value).success).toBe(false)
  })

  test('gives no field to an object that it inherits', () => {
    const hostile: unknown = JSON.parse('{"__proto__":{"polluted":1},"topic_key":"a"}')
    const decoded = wire(z.strictObject({ topicKey: z.string() })).decode(hostile)
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test.each(operations)('$name has an object on the wire, each way, in snake_case', ({ input, output }) => {
    for (const shape of [input, output]) {
      const json = z.toJSONSchema(wire(shape).schema)
      expect(json.type).toBe('object')
      expect(Object.keys(json.properties ?? {}).filter((name) => !/^[a-z_]+$/.test(name))).toEqual([])
    }
  })
})
