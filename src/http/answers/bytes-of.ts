import type { Observation } from '../../core/model.ts'

/** Estimates the bytes of an observation in an answer. */
export function bytesOf(observation: Observation): number {
  return Buffer.byteLength(JSON.stringify(observation))
}
