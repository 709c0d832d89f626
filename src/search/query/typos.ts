/** Typing errors that are forgiven in a word of this many letters: 1, from 8 letters on 2. */
export function editsAllowed(letters: number): number {
  return letters >= 8 ? 2 : 1
}

/**
 * Edits (insert, delete, replace, swap neighbours) that turn one word into the other, or `most + 1`
 * where it takes more than `most`. Optimal string alignment distance, over UTF-16 units.
 */
export function editDistance(left: string, right: string, most: number): number {
  if (Math.abs(left.length - right.length) > most) return most + 1
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    let least = row
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1))
      const isSwap =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (isSwap) edits = Math.min(edits, beforeLast[column - 2]! + 1)
      current.push(edits)
      least = Math.min(least, edits)
    }
    if (least > most) return most + 1
    beforeLast = last
    last = current
  }
  return Math.min(last[right.length]!, most + 1)
}

const buckets = 64

/**
 * A quick test whether another word can be within so many edits: the letters that only one of the two has are a lower
 * bound of {@link editDistance}, at the cost of one walk. Letters that share a bucket only make it more generous.
 */
export function createLetterTest(word: string): (other: string, most: number) => boolean {
  const counts = new Int32Array(buckets)
  for (let i = 0; i < word.length; i++) counts[word.charCodeAt(i) % buckets]!++
  return (other, most) => {
    const longer = word.length - other.length
    if (longer > most || -longer > most) return false
    let surplus = 0
    let walked = 0
    while (walked < other.length && surplus <= most) {
      if (--counts[other.charCodeAt(walked++) % buckets]! < 0) surplus++
    }
    while (walked > 0) counts[other.charCodeAt(--walked) % buckets]!++
    return surplus + Math.max(0, longer) <= most
  }
}
