import { describe, expectTypeOf, test } from 'vitest'
import type * as z from 'zod'
import type * as model from '../../src/core/model.ts'
import type { erasureReceiptSchema } from '../../src/core/schemas/user/erasure.ts'
import type { listOptionsSchema, listPageSchema, timelineOptionsSchema } from '../../src/core/schemas/list.ts'
import type { compactSchema, observationSchema } from '../../src/core/schemas/observation.ts'
import type { draftSchema, saveOptionsSchema, saveResultSchema } from '../../src/core/schemas/save.ts'
import type {
  scorePartsSchema,
  foundObservationSchema,
  searchExplanationSchema,
  searchOptionsSchema,
} from '../../src/core/schemas/search.ts'
import type {
  sessionContextSchema,
  sessionSchema,
  sessionStartSchema,
} from '../../src/core/schemas/session.ts'
import type { statsSchema } from '../../src/core/schemas/user/stats.ts'
import type { importCountsSchema } from '../../src/core/schemas/user/transfer.ts'
import type { configSchema } from '../../src/memory/config/config.ts'

/**
 * A shape without what only the editor sees: fields and lists are read-only, and a text that completes to known words is
 * any text. Two shapes are the same when their plain forms are equal.
 */
type Plain<Shape> = [string] extends [Shape] ? string | Leaf<Exclude<Shape, string>> : Leaf<Shape>
type Leaf<Shape> = Shape extends (...input: never[]) => unknown
  ? Shape
  : [model.JsonObject, string] extends [Shape, keyof Shape]
    ? Shape
    : Shape extends readonly [unknown, unknown]
      ? readonly [Plain<Shape[0]>, Plain<Shape[1]>]
      : Shape extends object
        ? { readonly [Field in keyof Shape]: Plain<Shape[Field]> }
        : Shape

/** Options as the schema sees them: null for an optional field is taken out before, since it means "not given". */
type Given<Shape> = {
  readonly [Field in keyof Shape]: undefined extends Shape[Field]
    ? GivenWithin<Exclude<Shape[Field], null>>
    : Shape[Field]
}
/** The same inside a group of options, such as `Config.limits`. */
type GivenWithin<Shape> = Shape extends string | URL | readonly unknown[] | ((...input: never[]) => unknown)
  ? Shape
  : Shape extends object
    ? Given<Shape>
    : Shape

describe('each interface is what its schema checks', () => {
  test('results', () => {
    expectTypeOf<Plain<model.Observation>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof observationSchema>>>
    >()
    expectTypeOf<Plain<model.Compact>>().toEqualTypeOf<Plain<z.output<ReturnType<typeof compactSchema>>>>()
    expectTypeOf<Plain<model.SaveResult>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof saveResultSchema>>>
    >()
    expectTypeOf<Plain<model.ScoreParts>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof scorePartsSchema>>>
    >()
    expectTypeOf<Plain<model.SearchExplanation>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof searchExplanationSchema>>>
    >()
    expectTypeOf<Plain<model.FoundObservation>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof foundObservationSchema>>>
    >()
    expectTypeOf<Plain<model.ListPage>>().toEqualTypeOf<Plain<z.output<ReturnType<typeof listPageSchema>>>>()
    expectTypeOf<Plain<model.Session>>().toEqualTypeOf<Plain<z.output<ReturnType<typeof sessionSchema>>>>()
    expectTypeOf<Plain<model.SessionContext>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof sessionContextSchema>>>
    >()
    expectTypeOf<Plain<model.SessionStart>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof sessionStartSchema>>>
    >()
    expectTypeOf<Plain<model.Stats>>().toEqualTypeOf<Plain<z.output<ReturnType<typeof statsSchema>>>>()
    expectTypeOf<Plain<model.ErasureReceipt>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof erasureReceiptSchema>>>
    >()
    expectTypeOf<Plain<model.ImportCounts>>().toEqualTypeOf<
      Plain<z.output<ReturnType<typeof importCountsSchema>>>
    >()
  })

  test('inputs', () => {
    // `metadata` is renamed to `data` before the schema sees it.
    expectTypeOf<Given<Plain<Omit<model.Draft, 'metadata'>>>>().toEqualTypeOf<
      Given<Plain<z.input<ReturnType<typeof draftSchema>>>>
    >()
    expectTypeOf<Given<Plain<model.SaveOptions>>>().toEqualTypeOf<
      Given<Plain<z.input<ReturnType<typeof saveOptionsSchema>>>>
    >()
    expectTypeOf<Given<Plain<model.SearchOptions>>>().toEqualTypeOf<
      Given<Plain<z.input<ReturnType<typeof searchOptionsSchema>>>>
    >()
    expectTypeOf<Given<Plain<model.ListOptions>>>().toEqualTypeOf<
      Given<Plain<z.input<ReturnType<typeof listOptionsSchema>>>>
    >()
    expectTypeOf<Given<Plain<model.TimelineOptions>>>().toEqualTypeOf<
      Given<Plain<z.input<ReturnType<typeof timelineOptionsSchema>>>>
    >()
    expectTypeOf<Given<Plain<model.Config>>>().toEqualTypeOf<
      Given<Plain<z.input<ReturnType<typeof configSchema>>>>
    >()
  })

  test('the comparison sees a field that only one of two has, and one that may be left out', () => {
    expectTypeOf<Plain<{ a: string }>>().not.toEqualTypeOf<Plain<{ a: string; b?: string }>>()
    expectTypeOf<Plain<{ a: string }>>().not.toEqualTypeOf<Plain<{ a?: string }>>()
    expectTypeOf<Plain<{ a: 'x' }>>().not.toEqualTypeOf<Plain<{ a: 'x' | (string & {}) }>>()
    expectTypeOf<Plain<{ a: string }>>().toEqualTypeOf<Plain<{ readonly a: 'x' | (string & {}) }>>()
  })
})

test('null for an optional field is as good as leaving it out', () => {
  expectTypeOf<{ types: null; minShare: null; full: null; limit: null }>().toExtend<model.SearchOptions>()
  expectTypeOf<{ types: null; cursor: null; topicKeyPrefix: null }>().toExtend<model.ListOptions>()
  expectTypeOf<{ dbPath: null; quota: { bytes: null }; search: null }>().toExtend<model.Config>()
  expectTypeOf<{ limit: null }>().not.toExtend<model.Config['quota']>()
})

test('a type completes to the known ones and takes others', () => {
  expectTypeOf<'incident'>().toExtend<model.Draft['type']>()
  expectTypeOf<model.ObservationType>().toExtend<model.Draft['type']>()
})
