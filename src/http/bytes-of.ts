import type { Observation } from '../model.ts'

/** What an observation takes of an answer. */
export function bytesOf(observation: Observation): number {
  return Buffer.byteLength(JSON.stringify(observation))
}
