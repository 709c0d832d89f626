import { editDistance } from '../../search/query/typos.ts'

const mostEdits = 64

/** The name in `known` that needs the fewest single-character edits to become `name`, case apart. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const edits = (candidate: string): number =>
    editDistance(name.toLowerCase(), candidate.toLowerCase(), mostEdits)
  return known.toSorted((a, b) => edits(a) - edits(b))[0]
}
