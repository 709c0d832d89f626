import type { Background } from './sense.ts'

/** Memories that the background counts as. */
const backgroundMemories = 10
const leastDeviation = 1e-6

/** A user's own mean and deviation of the cosines, mixed with the background: `(N m + 10 μ₀) / (N + 10)`. */
export function standardOf(cosines: Float64Array, background: Background): Background {
  let count = 0
  let sum = 0
  for (const cosine of cosines) {
    if (Number.isNaN(cosine)) continue
    count++
    sum += cosine
  }
  const own = count === 0 ? 0 : sum / count
  let squares = 0
  for (const cosine of cosines) if (!Number.isNaN(cosine)) squares += (cosine - own) ** 2
  const all = count + backgroundMemories
  return {
    mean: (sum + backgroundMemories * background.mean) / all,
    deviation: Math.max(
      leastDeviation,
      Math.sqrt((squares + backgroundMemories * background.deviation ** 2) / all),
    ),
  }
}

/** Distance of a cosine from the mean, in deviations. */
export function standardScore(cosine: number, { mean, deviation }: Background): number {
  return (cosine - mean) / deviation
}
