const word = /[A-Za-z]{5,}/g
const letters = 'etaoinshrdlu'

/** A number that depends on a text alone, so that every run makes the same errors. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

/** Makes one typing error behind the first letter: leaves a letter out, doubles or replaces one, or swaps two. */
const misspell = (written: string, hash: number): string => {
  const at = 1 + (hash % (written.length - 2))
  const [before, letter, after] = [written.slice(0, at), written[at]!, written.slice(at + 1)]
  switch (hash % 4) {
    case 0:
      return before + after
    case 1:
      return before + letter + letter + after
    case 2:
      return before + letters[(hash >>> 3) % letters.length]! + after
    default:
      return before + after.slice(0, 1) + letter + after.slice(1)
  }
}

/** Writes one word of five letters or more with a typing error; a text without such a word stays as it is. */
export const withTypo = (text: string): string => {
  const words = [...text.matchAll(word)]
  if (words.length === 0) return text
  const hash = hashOf(text)
  const { 0: written, index } = words[hash % words.length]!
  return text.slice(0, index) + misspell(written, hash >>> 8) + text.slice(index + written.length)
}
