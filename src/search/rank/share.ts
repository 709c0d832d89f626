/**
 * Leaves out results below a share of the best one's score.
 *
 * @param ranked - best first
 * @param share - in [0, 1]; 0 leaves out none, 1 all but the best and those equal to it
 */
export function withinShare<Result extends { readonly score: number }>(
  ranked: readonly Result[],
  share: number,
): readonly Result[] {
  const least = share * (ranked[0]?.score ?? 0)
  const end = ranked.findIndex(({ score }) => score < least)
  return end < 0 ? ranked : ranked.slice(0, end)
}
