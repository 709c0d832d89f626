import type { DocumentTable } from '../corpus.ts'

/** Shares of a neighbour's cosine, at distance 1 and 2 in the same session. */
const neighbourShares: readonly number[] = [0.5, 0.25]

/**
 * Averages each cosine with those of the neighbours in the session that have one. Smoothing cosines instead of vectors
 * leaves a vector as it is when a neighbour is forgotten.
 *
 * @param cosines - by document, NaN without a vector; stays NaN
 */
export function smoothCosines(
  cosines: Float64Array,
  { session, length }: Pick<DocumentTable, 'session' | 'length'>,
): Float64Array {
  const smooth = new Float64Array(length)
  for (let index = 0; index < length; index++) {
    const own = session[index]!
    let sum = cosines[index]!
    let weight = 1
    for (let distance = 1; own !== 0 && distance <= neighbourShares.length; distance++) {
      const share = neighbourShares[distance - 1]!
      for (const near of [index - distance, index + distance]) {
        if (near < 0 || near >= length || session[near] !== own) continue
        const cosine = cosines[near]!
        if (Number.isNaN(cosine)) continue
        sum += share * cosine
        weight += share
      }
    }
    smooth[index] = sum / weight
  }
  return smooth
}
