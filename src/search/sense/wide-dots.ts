/**
 * `dots.wat`, compiled: 205 bytes that multiply sixteen dimensions at once, some ten times as fast as JavaScript. A test
 * compiles the text again and compares.
 */
export const compiledDots =
  'AGFzbQEAAAABCQFgBX9/f39/AAMCAQAFAwEAEQcRAgZtZW1vcnkCAARkb3RzAAAKmwEBmAECAn8CewNAIAAhBSACIAFqIQb9DAAAAAAAAAAAAAAAAAAAAAAhBwNAIAL9AAQAIQggByAI/YcBIAX9AAQA/boBIAj9iAEgBf0ABBD9ugH9rgH9rgEhByAFQSBqIQUgAkEQaiECIAIgBkkNAAsgBCAH/RsAIAf9GwFqIAf9GwIgB/0bA2pqNgIAIARBBGohBCACIANJDQALCw=='

/** Exports of the compiled text. Every place is an address in its memory. */
interface Wide {
  readonly memory: { readonly buffer: ArrayBuffer }
  readonly dots: (one: number, length: number, others: number, end: number, products: number) => void
}

/** The memory holds the query as 16-bit integers, products of 32 bits, and vectors of bytes. */
const productsAt = 2 ** 15
const vectorsAt = 2 ** 16
const room = 2 ** 20
const mostDimensions = productsAt / 2
const mostProducts = (vectorsAt - productsAt) / 4

/** The part of WebAssembly that is needed here; TypeScript tells of it with the types of a browser alone. */
interface Runtime {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

let made: Wide | null | undefined

/** Null where a runtime forbids WebAssembly. */
function wide(): Wide | null {
  if (made !== undefined) return made
  try {
    const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Runtime }).WebAssembly
    const bytes = Uint8Array.from(atob(compiledDots), (character) => character.charCodeAt(0))
    made = new Instance(new Module(bytes)).exports as Wide
  } catch {
    made = null
  }
  return made
}

/**
 * Multiplies a packed vector with each of many that lie one after the other. The products are the same integers as those of
 * one multiplication after the other.
 *
 * @returns null where WebAssembly is missing, or the number of dimensions does not fit; the caller then multiplies itself
 */
export function wideDots(one: Int8Array, others: Int8Array): Int32Array | null {
  const { length } = one
  if (length % 16 !== 0 || length === 0 || length > mostDimensions) return null
  const { memory, dots } = wide() ?? {}
  if (memory === undefined || dots === undefined) return null
  const products = new Int32Array(Math.floor(others.length / length))
  const most = Math.min(mostProducts, Math.floor(room / length))
  const bytes = new Int8Array(memory.buffer, vectorsAt)
  const found = new Int32Array(memory.buffer, productsAt, mostProducts)
  new Int16Array(memory.buffer, 0, length).set(one)
  for (let from = 0; from < products.length; from += most) {
    const count = Math.min(most, products.length - from)
    bytes.set(others.subarray(from * length, (from + count) * length))
    dots(0, length, vectorsAt, vectorsAt + count * length, productsAt)
    products.set(found.subarray(0, count), from)
  }
  return products
}
