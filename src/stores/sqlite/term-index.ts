import type { DatabaseSync } from 'node:sqlite'
import type { PostingList } from '../../search/corpus.ts'
import type { Statements } from './statements.ts'

/** Stands between the user's number and the term; the tokenizer takes it for a letter, and no term contains it. */
const separator = ':'

/** Terms of one user begin with this. */
function prefixOf(user: number): string {
  return user.toString(36) + separator
}

/** Terms as the index takes them. */
export function indexText(user: number, terms: readonly string[]): string {
  if (terms.length === 0) return ''
  const prefix = prefixOf(user)
  return prefix + terms.join(` ${prefix}`)
}

/** One observation's change of the index. To remove terms, the index wants the very same text again. */
export interface IndexChange {
  readonly key: number
  readonly remove: string | null
  readonly add: string | null
}

/** Changes of one transaction, one per observation. */
export class IndexChanges {
  readonly #byKey = new Map<number, IndexChange>()

  stage(change: IndexChange): void {
    const earlier = this.#byKey.get(change.key)
    this.#byKey.set(change.key, earlier === undefined ? change : { ...change, remove: earlier.remove })
  }

  /** Writes all changes, ascending by key: FTS5 starts a new segment whenever a rowid goes back. */
  apply(statements: Statements): void {
    const changes = [...this.#byKey.values()].toSorted((a, b) => a.key - b.key)
    for (const { key, remove, add } of changes) {
      if (remove) statements.removeTerms.run(key, remove)
      if (add) statements.addTerms.run(key, add)
    }
  }

  /** The texts that this transaction removes. */
  removed(): string[] {
    return [...this.#byKey.values()].flatMap(({ remove }) => (remove ? [remove] : []))
  }
}

/** Where a term occurs in one user's observations. */
export function readPostings(statements: Statements, user: number, firstKey: number, term: string): PostingList {
  const rows = statements.readPostings.all(prefixOf(user) + term) as unknown as readonly (readonly [number, number])[]
  const ids = new Int32Array(rows.length)
  const positions = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    ids[i] = row[0] - firstKey
    positions[i] = row[1]
  }
  return { ids, positions }
}

/** The user's terms that begin with `start`. */
export function readVocabulary(statements: Statements, user: number, start: string): string[] {
  const prefix = prefixOf(user)
  const rows = statements.readVocabulary.all(prefix + start, afterAllWith(prefix + start))
  return (rows as unknown as readonly (readonly [string])[]).map(([term]) => term.slice(prefix.length))
}

/** FTS5 puts this before every term of an index without prefix indexes. */
const mainIndex = '0'

/**
 * FTS5 finds the pages of a segment by separators, which are beginnings of the terms that once stood first on a page.
 * Removing such a term leaves its separator behind, with letters of the erased word in it. This puts the next living
 * term in its place, which is as good a separator: nothing living lies between the two.
 */
export function forgetSeparators(database: DatabaseSync, statements: Statements, removed: readonly string[]): void {
  const stale: { row: SeparatorRow; replacement: string }[] = []
  for (const [prefix, terms] of termsByPrefix(removed)) {
    const start = mainIndex + prefix
    const rows = statements.separators.all(Buffer.from(start), Buffer.from(afterAllWith(start)))
    for (const row of rows as unknown as readonly SeparatorRow[]) {
      const beginning = Buffer.from(row.term).toString().slice(mainIndex.length)
      if (!terms.some((term) => term.startsWith(beginning))) continue
      const next = statements.firstTermFrom.get(beginning)?.['term'] as string | undefined
      if (next?.startsWith(beginning)) continue
      stale.push({ row, replacement: mainIndex + (next ?? afterAllTerms(row.pgno)) })
    }
  }
  if (stale.length > 0) moveSeparators(database, stale)
}

interface SeparatorRow {
  readonly segid: number
  readonly term: Uint8Array
  readonly pgno: number
}

/** The one place that writes a shadow table of the index, which SQLite's defensive mode would not allow. */
function moveSeparators(database: DatabaseSync, stale: readonly { row: SeparatorRow; replacement: string }[]): void {
  database.enableDefensive?.(false)
  try {
    const move = database.prepare('update term_index_idx set term = ?3 where segid = ?1 and term = ?2')
    for (const { row, replacement } of stale) move.run(row.segid, row.term, Buffer.from(replacement))
  } finally {
    database.enableDefensive?.(true)
  }
}

/** Where no living term follows, pages keep their order by number. */
function afterAllTerms(page: number): string {
  return `\u{10ffff}${String(page).padStart(12, '0')}`
}

function termsByPrefix(texts: readonly string[]): Map<string, string[]> {
  const byPrefix = new Map<string, string[]>()
  for (const text of texts) {
    const prefix = text.slice(0, text.indexOf(separator) + 1)
    byPrefix.set(prefix, (byPrefix.get(prefix) ?? []).concat(text.split(' ')))
  }
  return byPrefix
}

/** Greater than every text that begins with `start`, in the order of bytes, smaller than any other greater one. */
function afterAllWith(start: string): string {
  return `${start}\u{10ffff}`
}
