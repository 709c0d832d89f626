/** Observations of Zipf-distributed words, the same for the same seed on every machine. */
export interface ZipfText {
  readonly type: string
  readonly title: string
  readonly content: string
  /** By position, title first: the word's rank by frequency, 0 the most frequent. */
  readonly ranks: readonly number[]
}

const vocabularySize = 50_000
const titleWords = 6
const contentWords = 60
const types = ['profile', 'preference', 'decision', 'discovery', 'pattern'] as const
const consonants = 'bcdfghjklmnpqrstvwxz'
const vowels = 'aeiou'

/** Of one, two or three syllables; the end keeps stemmers from making one word of two. */
const wordOf = (rank: number): string => {
  let syllables = ''
  for (let rest = rank; ; rest = Math.floor(rest / 100) - 1) {
    syllables += consonants[rest % 20]! + vowels[Math.floor(rest / 20) % 5]!
    if (rest < 100) return `${syllables}k`
  }
}

const words = Array.from({ length: vocabularySize }, (_, rank) => wordOf(rank))
const cumulative = new Float64Array(vocabularySize)
for (let rank = 0, sum = 0; rank < vocabularySize; rank++) cumulative[rank] = sum += 1 / (rank + 1)

/** A seeded generator of numbers in [0, 1): mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const drawRank = (random: () => number): number => {
  const target = random() * cumulative[vocabularySize - 1]!
  let low = 0
  let high = vocabularySize - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cumulative[middle]! <= target) low = middle + 1
    else high = middle
  }
  return low
}

/** The number-th observation of a user: 66 words. */
export const zipfText = (user: number, number: number): ZipfText => {
  const random = seeded(Math.imul(user + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b))
  const ranks = Array.from({ length: titleWords + contentWords }, () => drawRank(random))
  const text = ranks.map((rank) => words[rank]!)
  return {
    type: types[number % types.length]!,
    title: text.slice(0, titleWords).join(' '),
    content: text.slice(titleWords).join(' '),
    ranks,
  }
}

/** Asks for an observation by four of its words: its rarest, and three as they come, so that frequent words are too. */
export const queryFor = ({ ranks }: ZipfText, random: () => number): string => {
  const chosen = new Set([Math.max(...ranks)])
  while (chosen.size < 4) chosen.add(ranks[Math.floor(random() * ranks.length)]!)
  return [...chosen].map((rank) => words[rank]!).join(' ')
}
