/**
 * Numbers a vector space by its name: 53 bits of two FNV-1a hashes. An operator has a handful of spaces, so that two of
 * one number do not occur.
 */
export function spaceOf(id: string, dimensions: number): number {
  const name = `${dimensions}:${id}`
  return (hash(name, 0x811c9dc5) >>> 0) * 2 ** 21 + (hash(name, 0x01000193) >>> 11)
}

function hash(text: string, seed: number): number {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
