/** A stretch of text that both versions have, or only one of them. */
export interface Stretch {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Cells at most of the table that finds what two texts share; larger changes are shown whole. */
const mostCells = 4_000_000

/** Compares two texts word by word. The stretches without the added ones are `before`, those without the removed ones `after`. */
export function diffOf(before: string, after: string): Stretch[] {
  const old = wordsOf(before)
  const fresh = wordsOf(after)
  let start = 0
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++
  let end = 0
  while (
    end < old.length - start &&
    end < fresh.length - start &&
    old[old.length - 1 - end] === fresh[fresh.length - 1 - end]
  )
    end++
  return joined([
    ...old.slice(0, start).map((text): Stretch => ({ kind: 'same', text })),
    ...middle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...old.slice(old.length - end).map((text): Stretch => ({ kind: 'same', text })),
  ])
}

function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}\p{M}_]+|[^\s\p{L}\p{N}\p{M}_]/gu) ?? []
}

const removed = (text: string): Stretch => ({ kind: 'removed', text })
const added = (text: string): Stretch => ({ kind: 'added', text })

function middle(old: readonly string[], fresh: readonly string[]): Stretch[] {
  if (old.length * fresh.length > mostCells) return [...old.map(removed), ...fresh.map(added)]
  const width = fresh.length + 1
  // The length of the longest common part of what is behind each pair of places.
  const common = new Uint32Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      common[i * width + j] =
        old[i] === fresh[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
  const stretches: Stretch[] = []
  let i = 0
  let j = 0
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      stretches.push({ kind: 'same', text: old[i]! })
      i++
      j++
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) stretches.push(removed(old[i++]!))
    else stretches.push(added(fresh[j++]!))
  }
  return [...stretches, ...old.slice(i).map(removed), ...fresh.slice(j).map(added)]
}

function joined(stretches: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = []
  for (const { kind, text } of stretches) {
    const last = whole.at(-1)
    if (last?.kind === kind) whole[whole.length - 1] = { kind, text: last.text + text }
    else whole.push({ kind, text })
  }
  return whole
}
