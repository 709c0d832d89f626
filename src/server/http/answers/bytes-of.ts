/** Estimates the bytes of an observation or a session in an answer. */
export function bytesOf(item: object): number {
  return Buffer.byteLength(JSON.stringify(item))
}
