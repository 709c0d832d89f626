import { stemmer } from 'stemmer'
import { irregularForms } from './lexicon.ts'

/**
 * Words that Porter's rules lead to the stem of an unrelated word: the pattern of one family, and its own stem.
 * Without this, "university" finds "universe" and "news" finds "new".
 */
const families: readonly (readonly [RegExp, string])[] = [
  [/^news$/, 'news'],
  [/^evenings?$/, 'evening'],
  [/^weddings?$/, 'wedding'],
  [/^universit(?:y|ies)$/, 'universiti'],
  [/^organic(?:s|ally)?$/, 'organic'],
  [/^(?:re)?organi[sz]/, 'organiz'],
  [/^generous(?:ly)?$|^generosity$/, 'generous'],
  [/^generic(?:s|ally)?$/, 'generic'],
  [/^generat(?:e|es|ed|ing|ion|ions|or|ors)$/, 'generat'],
  [/^importan(?:t|tly|ce)$/, 'important'],
  [/^animals?$/, 'animal'],
  [/^communit(?:y|ies)$/, 'communiti'],
  [/^communicat/, 'communic'],
  [/^experiment/, 'experiment'],
  [/^authorit(?:y|ies|ative|arian)$/, 'authoriti'],
  [/^authori[sz]/, 'authoriz'],
  [/^internationa/, 'internation'],
  [/^pastes?$|^past(?:ed|ing)$/, 'paste'],
  [/^several$/, 'several'],
  [/^customers?$/, 'customer'],
  [/^minerals?$/, 'mineral'],
  [/^probabl[ey]$|^probabilit/, 'probabl'],
  [/^busy$|^busi(?:er|est|ly)$/, 'busy'],
  [/^capitols?$/, 'capitol'],
  [/^policy$|^policies$/, 'policy'],
]
const anyFamily = new RegExp(families.map(([pattern]) => pattern.source).join('|'))

/** Nouns that the rules take for a form of the verb that they come from. */
const ownNouns = new Set(
  `building meeting painting meaning feeling ending opening training drawing clothing housing saving spelling
  warning writing recording engineering accounting marketing parking boxing wording finding landing holding crossing
  glasses arms customs goods means`.split(/\s+/),
)
/** Endings of forms of the same word, behind its stem. A word with another ending is a word of its own. */
const inflection = /^(?:[a-z]?(?:ed|ing|ings)|e|es|y|ies|ied|d|s|)$/

/** Stems an English word in small ASCII letters. A word that is its own stem comes back as the same string. */
export function stemEnglish(word: string): string {
  if (anyFamily.test(word)) {
    const [, stem = word] = families.find(([pattern]) => pattern.test(word)) ?? []
    return stem === word ? word : stem
  }
  const found = stemmer(irregularForms.get(word) ?? word)
  return found === word ? word : found
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2)
  return /[^siu]s$/.test(word) ? word.slice(0, -1) : word
}

/**
 * Returns the word without its plural where the stem says less than the word. That is so for derived words (university,
 * relativity). Null for mere forms of the stem (painted, houses).
 */
export function ownForm(word: string, stem: string): string | null {
  if (word === stem || word.length < 5) return null
  if (ownNouns.has(word)) return word
  const one = singular(word)
  if (ownNouns.has(one)) return one
  if (irregularForms.has(word)) return null
  let same = 0
  while (same < stem.length && stem[same] === one[same]) same++
  return inflection.test(one.slice(same)) ? null : one
}
