import { functionWords } from './function-words.ts'
import { stemmedLanguages, type StemmedLanguage } from './stemmers.ts'

/** Letters that one language has and the others hardly use. */
const tellingLetters: readonly (readonly [StemmedLanguage, RegExp])[] = [
  ['spanish', /[ñ¿¡]/giu],
  ['german', /ß|[äöü](?=\p{L})/giu],
  ['french', /[êèœçâîû]|\b[ldcjnmtqs]['’]/giu],
  ['portuguese', /[ãõ]|ç/giu],
  ['italian', /[ìò]|\b(?:dell|nell|all|sull)['’]/giu],
  ['swedish', /[åä]/giu],
  ['norwegian', /[åø]/giu],
  ['danish', /[åøæ]/giu],
  ['finnish', /ää|[äö](?=\p{L})/giu],
]
const cyrillic = /\p{Script=Cyrillic}/u
const readLength = 1_000

/** Counts the signs of each language in a text. */
function signsOf(text: string, words: readonly string[]): Map<StemmedLanguage, number> {
  const signs = new Map<StemmedLanguage, number>()
  for (const language of stemmedLanguages) {
    const list = functionWords[language]
    const count = words.reduce((sum, word) => sum + (list.has(word) ? 1 : 0), 0)
    if (count > 0) signs.set(language, count)
  }
  for (const [language, letters] of tellingLetters) {
    const count = text.match(letters)?.length ?? 0
    if (count > 0) signs.set(language, (signs.get(language) ?? 0) + count)
  }
  return signs
}

/**
 * Guesses the languages of a text, the likeliest first. English where the text shows no other. `words` are its folded words.
 */
export function guessLanguages(text: string, words: readonly string[]): readonly StemmedLanguage[] {
  const read = text.slice(0, readLength)
  if (cyrillic.test(read)) return ['russian']
  const signs = [...signsOf(read, words)].filter(([language]) => language !== 'russian')
  if (signs.length === 0) return ['english']
  const most = Math.max(...signs.map(([, count]) => count))
  const best = signs.filter(([, count]) => count === most).map(([language]) => language)
  return best.includes('english') ? ['english', ...best.filter((each) => each !== 'english')] : best
}
