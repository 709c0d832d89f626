import { lengthNorm, termMatch } from './bm25.ts'
import type { DocumentTable } from './corpus.ts'
import type { CorpusTerm } from './terms.ts'
import { averageWindowLength, longestSingleWindow, windowStep } from './window.ts'

/**
 * How well each matching observation matches each subject term: a row per observation, a column per term.
 * Rows exist for matching observations only, so that the table grows with what was found.
 */
export interface Matches {
  /** Row of each document plus 1; 0 where it has none. */
  readonly rowOf: Int32Array
  /** Document index of each row. */
  readonly documents: Int32Array
  rows: number
  readonly columns: number
  /** `a(t, d)` in [0, 1], row by row. */
  readonly values: Float64Array
  /** Gain from what no neighbour can add to: authors and dates. By row. */
  readonly fixedGain: Float64Array
  /** Best window of an observation that has several. By row. */
  readonly window: Int32Array
}

/** An empty table with room for `rows` observations. */
export const createMatches = (documents: number, rows: number, columns: number): Matches => ({
  rowOf: new Int32Array(documents),
  documents: new Int32Array(rows),
  rows: 0,
  columns,
  values: new Float64Array(rows * columns),
  fixedGain: new Float64Array(rows),
  window: new Int32Array(rows),
})

/** The row of a document, made where it has none. */
export const rowFor = (matches: Matches, document: number): number => {
  const known = matches.rowOf[document]!
  if (known > 0) return known - 1
  const row = matches.rows++
  matches.rowOf[document] = row + 1
  matches.documents[row] = document
  return row
}

/** Adds a term that names an author: all or nothing, by the title. */
export const addAuthor = (matches: Matches, term: CorpusTerm, documents: DocumentTable): void => {
  let last = -1
  for (let i = 0; i < term.places.length; i++) {
    const place = term.places[i]!
    if (place === last || place < 0) continue
    last = place
    if (term.positions[i]! >= documents.titleLength[place]!) continue
    matches.fixedGain[rowFor(matches, place)]! += term.gain * term.certainty
  }
}

const addTerm = (
  matches: Matches,
  column: number,
  term: CorpusTerm,
  documents: DocumentTable,
  average: number,
): void => {
  const { places, certainty } = term
  const { titleLength, contentLength } = documents
  let i = 0
  while (i < places.length) {
    const place = places[i]!
    const first = i
    while (i < places.length && places[i] === place) i++
    if (place < 0) continue
    const row = rowFor(matches, place)
    const content = contentLength[place]!
    const norm = lengthNorm(content + titleLength[place]!, average)
    // For a long observation this only marks the match; its windows are weighed later.
    matches.values[row * matches.columns + column] = certainty * termMatch(i - first, norm)
  }
}

/** Where the postings of each term stand that the last long observation left. */
interface Cursor {
  readonly term: CorpusTerm
  next: number
}

/** Counts a long observation's terms by block of half a window; the title's stand in a block of their own, the first. */
const countBlocks = (cursors: readonly Cursor[], place: number, title: number, blocks: Uint32Array): void => {
  for (const [column, cursor] of cursors.entries()) {
    const { places, positions } = cursor.term
    while (cursor.next < places.length && places[cursor.next]! < place) cursor.next++
    for (; places[cursor.next] === place; cursor.next++) {
      const position = positions[cursor.next]!
      const block = position < title ? 0 : 1 + Math.floor((position - title) / windowStep)
      blocks[block * cursors.length + column]!++
    }
  }
}

const bestWindow = (
  matches: Matches,
  row: number,
  terms: readonly CorpusTerm[],
  blocks: Uint32Array,
  normOf: (window: number) => number,
): void => {
  const columns = terms.length
  const windows = blocks.length / columns - 2
  const values = new Float64Array(columns)
  let bestGain = -1
  for (let window = 0; window < windows; window++) {
    const norm = normOf(window)
    let gain = 0
    for (let column = 0; column < columns; column++) {
      const frequency =
        blocks[column]! + blocks[(window + 1) * columns + column]! + blocks[(window + 2) * columns + column]!
      values[column] = frequency > 0 ? terms[column]!.certainty * termMatch(frequency, norm) : 0
      gain += terms[column]!.gain * values[column]!
    }
    if (gain <= bestGain) continue
    bestGain = gain
    matches.values.set(values, row * columns)
    matches.window[row] = window
  }
}

const weighWindows = (
  matches: Matches,
  terms: readonly CorpusTerm[],
  documents: DocumentTable,
  average: number,
): void => {
  const { contentLength, titleLength } = documents
  const long = matches.documents
    .subarray(0, matches.rows)
    .filter((document) => contentLength[document]! > longestSingleWindow)
    .sort()
  const cursors = terms.map((term): Cursor => ({ term, next: 0 }))
  for (const document of long) {
    const content = contentLength[document]!
    const title = titleLength[document]!
    const halves = Math.ceil(content / windowStep)
    const blocks = new Uint32Array((1 + halves) * terms.length)
    countBlocks(cursors, document, title, blocks)
    bestWindow(matches, matches.rowOf[document]! - 1, terms, blocks, (window) =>
      lengthNorm(Math.min(2 * windowStep, content - window * windowStep) + title, average),
    )
  }
}

/** Fills the table with the subject terms, one column each. */
export const addTerms = (matches: Matches, terms: readonly CorpusTerm[], documents: DocumentTable): void => {
  if (terms.length === 0) return
  const average = averageWindowLength(documents)
  for (const [column, term] of terms.entries()) addTerm(matches, column, term, documents, average)
  weighWindows(matches, terms, documents, average)
}
