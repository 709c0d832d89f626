import * as z from 'zod/mini'
import { keptFor } from './lazily.ts'

type Shape = Readonly<Record<string, z.core.$ZodType>>

interface Known {
  /** Names of fields that may be left out, and then are not there. */
  readonly droppable: readonly string[]
  /** Schemas by the droppable fields that they keep. */
  readonly byGiven: Map<string, z.core.$ZodType>
}

const known = new WeakMap<object, Known>()
/** Sets of fields that are remembered of one schema; callers use few. */
const mostSets = 64

/**
 * Returns a schema that says the same of this value, and looks only at fields which the value has. Most inputs give few of
 * many fields, and a schema takes as long for one that is absent.
 *
 * @param schema - any; one of an object without a check of the whole is made smaller
 */
export function forGivenFields(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const { def } = schema as unknown as { readonly def: { type: string; shape: Shape; checks?: unknown[] } }
  if (def.type !== 'object' || typeof value !== 'object' || value === null) return schema
  if ((def.checks?.length ?? 0) > 0) return schema
  const { droppable, byGiven } = knownOf(schema, def.shape)
  const given = droppable.filter((name) => Object.hasOwn(value, name))
  if (given.length === droppable.length) return schema
  const key = given.join(' ')
  let smaller = byGiven.get(key)
  if (smaller === undefined) {
    if (byGiven.size >= mostSets) byGiven.clear()
    const fields = Object.entries(def.shape).filter(
      ([name]) => !droppable.includes(name) || given.includes(name),
    )
    smaller = z.clone(schema, { ...def, shape: Object.fromEntries(fields) } as never)
    byGiven.set(key, smaller)
  }
  return smaller
}

function knownOf(schema: z.core.$ZodType, shape: Shape): Known {
  return keptFor(known, schema, () => ({
    droppable: Object.keys(shape).filter((name) => isNothingWhenAbsent(shape[name]!)),
    byGiven: new Map(),
  }))
}

/** Tells whether a field may be left out and has no default. */
function isNothingWhenAbsent(field: z.core.$ZodType): boolean {
  const parsed = z.safeParse(field, undefined)
  return parsed.success && parsed.data === undefined
}
