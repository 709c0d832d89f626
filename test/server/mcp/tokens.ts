/**
 * Estimates from above how many tokens a model takes for a text of JSON Schema, without a model's vocabulary. It counts
 * one for every 7 letters of a word begun, one for every 4 signs of a run, and no fewer than one for every 4 bytes.
 * For the tool definitions it gives 8 to 10 percent more than the encodings o200k_base and cl100k_base.
 */
export function tokensOf(text: string): number {
  const runs = text.match(/ ?\p{L}+|\p{N}{1,3}|\s+|[^\p{L}\p{N}\s]+/gu) ?? []
  const byRuns = runs.reduce(
    (sum, run) => sum + Math.ceil(run.trim().length / (/\p{L}/u.test(run) ? 7 : 4)),
    0,
  )
  return Math.max(byRuns, Math.ceil(Buffer.byteLength(text) / 4))
}
