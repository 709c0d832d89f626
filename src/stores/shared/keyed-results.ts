import type { KeyedResult } from '../../engine/port/stored.ts'

type Packed = readonly [observation: number, outcome: KeyedResult['outcome'], revision: number]

/**
 * Packs the results of a batch behind the first one as a text; null where there are none. An id stands right behind a
 * bracket, so that a statement finds the batches of an observation by `[<id>,`.
 */
export function packResults(results: readonly KeyedResult[]): string | null {
  if (results.length === 0) return null
  const packed = results.map(({ observation, outcome, revision }): Packed => [observation, outcome, revision])
  return JSON.stringify(packed)
}

/** Unpacks what {@link packResults} packed. */
export function unpackResults(packed: string | null): KeyedResult[] {
  const results = packed === null ? [] : (JSON.parse(packed) as readonly Packed[])
  return results.map(([observation, outcome, revision]) => ({ observation, outcome, revision }))
}
