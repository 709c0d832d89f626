/** True in `npm run fault`. */
export const isLong: boolean = process.env['ILAB_FAULT'] === 'long'

/** Number of repetitions of a test: few in every run, many in `npm run fault`. */
export function rounds(short: number, long: number = short * 50): number {
  return isLong ? long : short
}

/** Time limit of a test with many rounds, in milliseconds. It stops a test that hangs, not one on a slow machine. */
export const patience: number = rounds(5 * 60_000, 2 * 60 * 60_000)

/** The seed of this run: fixed in every run, another in each `npm run fault` unless `ILAB_SEED` names one. */
export const seed: number = Number(process.env['ILAB_SEED'] ?? (isLong ? Date.now() % 2 ** 31 : 20_261_123))

/** A small generator of numbers in [0, 1), so that a red run can be repeated. */
export function random(from: number = seed): () => number {
  let state = from >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
