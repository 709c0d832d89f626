/**
 * Makes a value, mostly a schema, at the first call, and keeps it. A program that imports the library so pays for the
 * schemas of the operations that it calls, and for no other.
 */
export function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => (made ??= make())
}

/** Returns what was made of a schema before, or makes and keeps it. */
export function keptFor<Kept>(kept: WeakMap<object, Kept>, schema: object, make: () => Kept): Kept {
  let known = kept.get(schema)
  if (known === undefined) kept.set(schema, (known = make()))
  return known
}
