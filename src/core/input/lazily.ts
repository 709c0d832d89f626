/**
 * Makes a schema at the first call, and keeps it. A program that imports the library so pays for the schemas of the
 * operations that it calls, and for no other.
 */
export function lazily<Schema>(make: () => Schema): () => Schema {
  let made: Schema | undefined
  return () => (made ??= make())
}
