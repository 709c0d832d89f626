/** Words with which "'s" is a verb, not a possessive: "it's", "who's". */
const contracted = new Set('it that what who he she there here how where when why let'.split(' '))

/** Behind these, a full stop ends no sentence. */
const abbreviation = /\b(?:Dr|Mrs?|Ms|Prof|St|Sra?|vs|No|Hr|Fr|Mme|M)\.\s*$/
const sentenceStart = /(?:^|[.!?:;\n"“”„‘«¿¡(*#>•-])\s*$/u
const capital = /^\p{Lu}/u
const allCapitals = /^\p{Lu}{2,}$/u
const smallLetter = /\p{Ll}{2}/u
const nextCapital = /^[ ]\p{Lu}/u
const reach = 40

/** Tells whether small letters stand near a word. Its capitals then mean something. */
function isAmongSmallLetters(text: string, start: number, end: number): boolean {
  return (
    smallLetter.test(text.slice(Math.max(0, start - reach), start)) ||
    smallLetter.test(text.slice(end, end + reach))
  )
}

/** Tells whether "'s" behind a word is a possessive, as behind a name. */
function isPossessor(text: string, start: number, end: number): boolean {
  return (
    /^['’][sS](?![\p{L}\p{N}])/u.test(text.slice(end, end + 3)) &&
    !contracted.has(text.slice(start, end).toLowerCase())
  )
}

/** Tells whether a word is the first of its sentence, where a capital means nothing. */
function beginsSentence(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 8), start)
  return sentenceStart.test(before) && !abbreviation.test(before)
}

/** Tells whether a word begins with a small ASCII letter and no apostrophe stands behind it. It is no name then. */
function isSmallWord(text: string, start: number, end: number): boolean {
  if (start >= text.length) return false
  const first = text.charCodeAt(start)
  if (first < 0x61 || first > 0x7a) return false
  return text[end] !== "'" && text[end] !== '’'
}

/** Tells whether a text ends as a question. */
export function isQuestion(text: string): boolean {
  return text.trimEnd().endsWith('?')
}

/**
 * Tells whether a function word is written as a name: Will, May, IT, US, vitamin A. `I` never is.
 *
 * @param asks - `isQuestion` of the text: a caller that has many words reads its end once
 */
export function isWrittenAsName(text: string, start: number, end: number, asks: boolean): boolean {
  // Most function words are small, and need no expression.
  if (isSmallWord(text, start, end)) return false
  const word = text.slice(start, end)
  if (isPossessor(text, start, end)) return true
  if (!capital.test(word) || word === 'I') return false
  if (allCapitals.test(word)) return isAmongSmallLetters(text, start, end)
  if (beginsSentence(text, start))
    return word.length > 1 && nextCapital.test(text.slice(end, end + 2)) && !asks
  return word.length === 1 || isAmongSmallLetters(text, start, end)
}
