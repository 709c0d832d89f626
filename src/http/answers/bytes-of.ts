import type { Observation } from '../../core/model.ts'

/** What an observation takes of an answer. */
export function bytesOf(observation: Observation): number {
  return Buffer.byteLength(JSON.stringify(observation))
}
