/**
 * Inverse document frequency after BM25: `ln(1 + (N − n + .5) / (n + .5))`, for a term in `n` of `N`
 * documents. Rare terms weigh more; never negative.
 */
export function inverseDocumentFrequency(documents: number, withTerm: number): number {
  return Math.log(1 + (documents - withTerm + 0.5) / (withTerm + 0.5))
}

const saturation = 0.9
const lengthShare = 0.4

/** BM25's `k1 (1 − b + b · length / average)` with k1 = .9 and b = .4: what {@link termMatch} adds to the frequency. */
export function lengthNorm(length: number, average: number): number {
  return saturation * (1 - lengthShare + (lengthShare * length) / average)
}

/** BM25's term frequency part `f / (f + norm)`, in [0, 1). */
export function termMatch(frequency: number, norm: number): number {
  return frequency / (frequency + norm)
}
