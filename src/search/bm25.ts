/**
 * Inverse document frequency after BM25: `ln(1 + (N − n + .5) / (n + .5))`, for a term in `n` of `N`
 * documents. Rare terms weigh more; never negative.
 */
export const inverseDocumentFrequency = (documents: number, withTerm: number): number =>
  Math.log(1 + (documents - withTerm + 0.5) / (withTerm + 0.5))

const saturation = 0.9
const lengthShare = 0.4

/** BM25's `k1 (1 − b + b · length / average)` with k1 = .9 and b = .4: what {@link termMatch} adds to the frequency. */
export const lengthNorm = (length: number, average: number): number =>
  saturation * (1 - lengthShare + (lengthShare * length) / average)

/** BM25's term frequency part `f / (f + norm)`, in [0, 1). */
export const termMatch = (frequency: number, norm: number): number => frequency / (frequency + norm)
