/** Typing errors that are forgiven in a word of this many letters: 1, from 8 letters on 2. */
export function editsAllowed(letters: number): number {
  return letters >= 8 ? 2 : 1
}

/**
 * Edits (insert, delete, replace, swap neighbours) that turn one word into the other, or `most + 1`
 * where it takes more than `most`. Optimal string alignment distance, over UTF-16 units.
 */
export function editDistance(left: string, right: string, most: number): number {
  let [leftEnd, rightEnd] = [left.length, right.length]
  if (Math.abs(leftEnd - rightEnd) > most) return most + 1
  let start = 0
  while (start < leftEnd && start < rightEnd && left.charCodeAt(start) === right.charCodeAt(start)) start++
  while (
    leftEnd > start &&
    rightEnd > start &&
    left.charCodeAt(leftEnd - 1) === right.charCodeAt(rightEnd - 1)
  ) {
    leftEnd--
    rightEnd--
  }
  return distanceWithin(left.slice(start, leftEnd), right.slice(start, rightEnd), most)
}

// Three rows, kept: a search compares a word with thousands, and making rows takes longer than filling them.
let [beforeLast, last, current] = [new Int32Array(130), new Int32Array(130), new Int32Array(130)]

function makeRoom(columns: number): void {
  if (columns + 2 <= last.length) return
  beforeLast = new Int32Array(2 * columns + 2)
  last = new Int32Array(2 * columns + 2)
  current = new Int32Array(2 * columns + 2)
}

/** Fills the cells near the diagonal alone: each step away from it is an edit. Cells beside them count `most + 1`. */
function distanceWithin(left: string, right: string, most: number): number {
  const [rows, columns] = [left.length, right.length]
  if (rows === 0 || columns === 0) return Math.max(rows, columns)
  makeRoom(columns)
  for (let column = 0; column <= Math.min(columns, most); column++) last[column] = column
  for (let row = 1; row <= rows; row++) {
    const first = Math.max(1, row - most)
    const end = Math.min(columns, row + most)
    current[first - 1] = first === 1 ? row : most + 1
    if (row + most <= columns) last[row + most] = most + 1
    let least = current[first - 1]!
    for (let column = first; column <= end; column++) {
      const isSame = left.charCodeAt(row - 1) === right.charCodeAt(column - 1)
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1))
      const isSwap =
        row > 1 &&
        column > 1 &&
        left.charCodeAt(row - 1) === right.charCodeAt(column - 2) &&
        left.charCodeAt(row - 2) === right.charCodeAt(column - 1)
      if (isSwap) edits = Math.min(edits, beforeLast[column - 2]! + 1)
      current[column] = edits
      least = Math.min(least, edits)
    }
    if (least > most) return most + 1
    ;[beforeLast, last, current] = [last, current, beforeLast]
  }
  return Math.min(last[columns]!, most + 1)
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
