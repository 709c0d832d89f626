import type { PostingList } from '../corpus.ts'
import { functionWords } from '../text/function-words.ts'
import { stemmers } from '../text/stemmers.ts'
import { isMark, longestTerm, markOf } from '../text/words.ts'
import { isKnownWord } from './known-words.ts'
import { keepFirst } from './first-of-order.ts'
import { mostQueryTerms, type QueryPlan, type QueryTerm, type RelatedTerm } from './query-plan.ts'
import { createLetterTest, editDistance, editsAllowed } from './typos.ts'

/** A range of a user's terms that a store looks up: those that begin with `start`, of a length in code points. */
export interface VocabularyRange {
  /** Beginning of the terms. */
  readonly start: string
  /** Code points of a term at least. */
  readonly shortest: number
  /** Code points of a term at most. */
  readonly longest: number
}

type Postings = ReadonlyMap<string, PostingList>

function isSeen(term: string, postings: Postings): boolean {
  return (postings.get(term)?.ids.length ?? 0) > 0
}

/** Tells whether the user never used a term, nor any other that it stands for. */
function isUnseen({ term, related }: QueryTerm, postings: Postings): boolean {
  return !isSeen(term, postings) && related.every((other) => !isSeen(other.term, postings))
}

const partOfWhole = 0.3
const onlyPart = 0.8

/** The weights that terms lose, and the terms that are no longer looked for, once it is known what the user wrote together. */
function settleCompounds(plan: QueryPlan, postings: Postings): QueryPlan {
  if (plan.compounds.length === 0) return plan
  const weights = new Map(plan.terms.map(({ term, weight }) => [term, weight]))
  const keep = (term: string, share: number): void => {
    const weight = weights.get(term) ?? 0
    weights.set(term, weight - Math.min(1, weight) * (1 - share))
  }
  const isWritten = (whole: string): boolean => {
    const known = plan.terms.find(({ term }) => term === whole)
    return known === undefined || known.alternatives.length > 0 || !isUnseen(known, postings)
  }
  for (const { parts, wholes } of plan.compounds) {
    const written = wholes.filter(isWritten)
    for (const whole of wholes) if (!written.includes(whole)) weights.set(whole, 0)
    const share = parts.length === 1 ? onlyPart : partOfWhole
    if (written.length > 0) for (const part of parts) keep(part, share)
    // One of several wholes says what the others say.
    for (const whole of written.slice(0, -1)) keep(whole, 0.5)
  }
  const terms = plan.terms
    .map((queryTerm) => ({ ...queryTerm, weight: weights.get(queryTerm.term)! }))
    .filter(({ weight }) => weight > 1e-9)
  return terms.length === 0 ? plan : { ...plan, terms, compounds: [] }
}

/**
 * Selects the terms that need alternatives: unseen words, except English words and parts of a whole that the user wrote.
 */
function open(plan: QueryPlan, postings: Postings): QueryTerm[] {
  const settled = new Set<string>()
  for (const { parts, wholes } of plan.compounds) {
    if (wholes.some((whole) => isSeen(whole, postings))) for (const part of parts) settled.add(part)
  }
  return plan.terms.filter(
    (each) => !settled.has(each.term) && isUnseen(each, postings) && !isKnownWord(each.folded),
  )
}

const shortestMarked = 7

/**
 * Lists the ranges of words that the query's unseen words may mean, given the postings of its terms: one for each first
 * letter, and one for each beginning. Adds one for each single character. An edit changes the number of code points by one
 * at most.
 */
export function vocabularyToRead(plan: QueryPlan, postings: Postings): VocabularyRange[] {
  const ranges = new Map<string, VocabularyRange>()
  const add = (start: string, shortest: number, longest: number): void => {
    const known = ranges.get(start)
    ranges.set(start, {
      start,
      shortest: Math.min(known?.shortest ?? Infinity, shortest),
      longest: Math.max(known?.longest ?? 0, longest),
    })
  }
  for (const { term, isCharacter } of plan.terms) if (isCharacter) add(term, 1, longestTerm)
  for (const { term, folded, typingErrors: errors, beginning } of open(plan, postings)) {
    if (beginning !== null) add(beginning, beginning.length, longestTerm)
    if (errors === 0) continue
    const characters = Array.from(term)
    add(characters[0]!, characters.length - errors, characters.length + errors)
    if (folded.length >= shortestMarked) {
      const most = editsAllowed(folded.length)
      const { length } = Array.from(markOf(folded))
      add(markOf(characters[0]!), length - most, length + most)
    }
  }
  return [...ranges.values()]
}

const certaintyOfTypo = 0.8
const certaintyOfBeginning = 0.6
const mostAlternatives = 8

// Made by the first search that asks: stemming them all takes a start two milliseconds.
let englishFunctionStems: ReadonlySet<string> | undefined

function isEnglishFunctionStem(term: string): boolean {
  englishFunctionStems ??= new Set([...functionWords.english].map((word) => stemmers.english(word)))
  return englishFunctionStems.has(term)
}

function isFunctionTerm(term: string, { language }: QueryPlan): boolean {
  if (language === 'none') return false
  if (language === 'english' || language === 'auto')
    return isEnglishFunctionStem(term) || functionWords.english.has(term)
  return functionWords[language].has(term)
}

const shortestMisspelled = 5

/** Tells whether a word is a function word with a typing error: "whcih". It then stands for no word of the user. */
function isMisspelledFunctionWord({ folded }: QueryTerm, { language }: QueryPlan): boolean {
  if (language === 'none') return false
  const words = functionWords[language === 'auto' ? 'english' : language]
  return [...words].some(
    (word) =>
      word.length >= shortestMisspelled &&
      word.charCodeAt(0) === folded.charCodeAt(0) &&
      editDistance(folded, word, 1) <= 1,
  )
}

/** Words with the first character of another one, marks by that of their word. */
type WordsFrom = (start: number | undefined) => readonly string[]

function byFirstCharacter(vocabulary: readonly string[]): WordsFrom {
  const groups = Map.groupBy(new Set(vocabulary), (word) =>
    (isMark(word) ? word.slice(1) : word).codePointAt(0),
  )
  return (start) => groups.get(start) ?? []
}

/** Words that one search compares with the query's at most: for those of the query behind them, no typing error is undone. */
const mostCompared = 1_000_000

/** Similar words of one term. */
interface Similar {
  /** Closest first, then by code unit: the vocabulary's order does not matter. */
  readonly words: string[]
  /** Words that it was compared with: those of about its length. */
  readonly compared: number
}

function similarWords(
  { term, folded, typingErrors: most }: QueryTerm,
  from: WordsFrom,
  plan: QueryPlan,
): Similar {
  const similar = keepFirst<{ word: string; distance: number }>(
    mostAlternatives,
    (a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1),
  )
  let compared = 0
  const hasLettersOf = createLetterTest(term)
  const hasLettersOfWord = createLetterTest(folded)
  const consider = (word: string, known: string, asked: string, hasLetters: typeof hasLettersOf): void => {
    const allowed = Math.min(editsAllowed(Math.min(asked.length, known.length)), most)
    if (Math.abs(asked.length - known.length) > allowed) return
    compared++
    if (!hasLetters(known, allowed)) return
    const distance = editDistance(asked, known, allowed)
    if (distance <= allowed && !isFunctionTerm(known, plan)) similar.offer({ word, distance })
  }
  for (const word of from(term.codePointAt(0))) {
    if (word === term) continue
    if (!isMark(word)) consider(word, word, term, hasLettersOf)
    else if (folded.length >= shortestMarked) consider(word, word.slice(1), folded, hasLettersOfWord)
  }
  return { words: similar.items.map(({ word }) => word), compared }
}

/** Words that begin with the query's, or, of commits' names, that the query's begins with. The shortest first. */
function wordsBeginningWith({ term, folded, beginning }: QueryTerm, from: WordsFrom): readonly string[] {
  if (beginning === null) return []
  const isShortened = beginning !== folded
  const found = keepFirst<string>(mostAlternatives, (a, b) => a.length - b.length || (a < b ? -1 : 1))
  for (const word of from(folded.codePointAt(0))) {
    if (word === term || word.length < beginning.length) continue
    if (word.startsWith(folded) || (isShortened && folded.startsWith(word))) found.offer(word)
  }
  return found.items
}

const mostBeginnings = 256

/** Lists terms that begin with a character, the shortest first. So the character at the end of a run is among them. */
function termsBeginningWith(character: string, from: WordsFrom): string[] {
  return from(character.codePointAt(0))
    .filter((term) => term.startsWith(character) && term !== character)
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, mostBeginnings)
}

const withCertainty =
  (certainty: number) =>
  (term: string): RelatedTerm => ({ term, certainty })

/** Finds the alternatives of unseen terms, one after the other. */
function createFinder(from: WordsFrom, plan: QueryPlan): (queryTerm: QueryTerm) => RelatedTerm[] {
  let compared = 0
  const similarTo = (queryTerm: QueryTerm): readonly string[] => {
    if (queryTerm.typingErrors === 0 || compared >= mostCompared) return []
    const similar = similarWords(queryTerm, from, plan)
    compared += similar.compared
    return similar.words
  }
  return (queryTerm) => {
    const { beginning, folded, typingErrors } = queryTerm
    const isHash = beginning !== null && beginning !== folded
    if (isHash) return wordsBeginningWith(queryTerm, from).map(withCertainty(1))
    if (typingErrors > 0 && isMisspelledFunctionWord(queryTerm, plan)) return []
    const similar = similarTo(queryTerm)
    if (similar.length > 0) return similar.map(withCertainty(certaintyOfTypo))
    return wordsBeginningWith(queryTerm, from).map(withCertainty(certaintyOfBeginning))
  }
}

/**
 * The plan with the user's similar words beside each unseen one, and what begins with it beside each single character;
 * of compounds, what the user wrote together or apart. `vocabulary` holds the user's words in
 * {@link vocabularyToRead}; any others are ignored.
 */
export function withAlternatives(
  plan: QueryPlan,
  postings: Postings,
  vocabulary: readonly string[],
): QueryPlan {
  const from = byFirstCharacter(vocabulary)
  const find = createFinder(from, plan)
  const unseen = new Set(open(plan, postings))
  let room = mostQueryTerms - plan.terms.length
  const terms = plan.terms.map((queryTerm) => {
    if (queryTerm.isCharacter) {
      return { ...queryTerm, alternatives: termsBeginningWith(queryTerm.term, from).map(withCertainty(1)) }
    }
    if (room === 0 || !unseen.has(queryTerm)) return queryTerm
    const alternatives = find(queryTerm).slice(0, room)
    room -= alternatives.length
    return { ...queryTerm, alternatives }
  })
  return settleCompounds({ ...plan, terms }, postings)
}
