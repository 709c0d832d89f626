import type { DatabaseSync } from 'node:sqlite'
import type { PostingList } from '../../../search/corpus.ts'
import type { VocabularyRange } from '../../../search/query/plan.ts'
import type { Statements } from '../tables/statements.ts'

/** Separates the user's number from the term. The tokenizer takes it for a letter, and no term contains it. */
const separator = ':'

/** Returns the beginning of all index terms of one user. */
function prefixOf(user: number): string {
  return user.toString(36) + separator
}

/** Joins terms to the text that the index takes. */
export function indexText(user: number, terms: readonly string[]): string {
  if (terms.length === 0) return ''
  const prefix = prefixOf(user)
  return prefix + terms.join(` ${prefix}`)
}

/** Splits such a text into its terms. */
export function termsOfText(text: string): string[] {
  const start = text.indexOf(separator) + 1
  return text.split(' ').map((term) => term.slice(start))
}

/** One observation's change of the index. To remove terms, FTS5 needs the exact text that was added. */
export interface IndexChange {
  readonly key: number
  readonly remove: string | null
  readonly add: string | null
  /** True for a proposal that is approved: observations with greater ids may be in the index already. */
  readonly isLate?: true
}

/** Removal of all terms of a user. The separators are replaced once, in the last step of the erasure. */
export interface UserSweep {
  readonly user: number
  readonly isLast: boolean
}

/** A change of a user's version by one write. */
export interface VersionStep {
  readonly user: number
  readonly from: number
  readonly to: number
}

/** A shorter text has no term with places that take 128 bytes. */
const leastLongText = 512

/**
 * Tells whether a change puts a long text in the place of another. Where FTS5 gets both at once, it stores a term with many
 * places so that a later removal leaves it (SQLite 3.53.4, with secure delete). So it must write the removal first.
 */
function rewritesLongText({ remove, add }: IndexChange): boolean {
  return remove !== null && add !== null && add.length >= leastLongText
}

/** Makes FTS5 write its pending terms, and merge: reading the vocabulary does. */
export function writePendingTerms(statements: Statements): void {
  statements.firstTermFrom.get(Buffer.from('\u{10ffff}'))
}

/** Changes of one transaction, one per observation. */
export class IndexChanges {
  readonly #byKey = new Map<number, IndexChange>()
  readonly #sweeps: UserSweep[] = []
  #removesTerms = false
  /** Versions that the writes make, in their order. */
  readonly versions: VersionStep[] = []

  stage(change: IndexChange): void {
    const earlier = this.#byKey.get(change.key)
    if (earlier === undefined && change.remove) this.#removesTerms = true
    this.#byKey.set(
      change.key,
      earlier === undefined ? change : { ...earlier, ...change, remove: earlier.remove },
    )
  }

  all(): Iterable<IndexChange> {
    return this.#byKey.values()
  }

  /** Writes all changes, ascending by key: FTS5 starts a new segment whenever a rowid goes back. */
  apply(statements: Statements): void {
    const changes = [...this.#byKey.values()].toSorted((a, b) => a.key - b.key)
    if (changes.some(rewritesLongText)) {
      for (const { key, remove } of changes) if (remove) statements.removeTerms.run(key, remove)
      writePendingTerms(statements)
      for (const { key, add } of changes) if (add) statements.addTerms.run(key, add)
      return
    }
    for (const { key, remove, add } of changes) {
      if (remove) statements.removeTerms.run(key, remove)
      if (add) statements.addTerms.run(key, add)
    }
  }

  sweep(sweep: UserSweep): void {
    this.#sweeps.push(sweep)
  }

  /** True if terms are taken out of the index. */
  get removes(): boolean {
    return this.#sweeps.length > 0 || this.#removesTerms
  }

  /** Numbers of the users that are being erased. */
  get swept(): readonly number[] {
    return this.#sweeps.map(({ user }) => user)
  }

  /** Beginnings of removed terms, which may stand in separators without a living term behind them. */
  suspects(): Suspects[] {
    const sweeps = new Map(this.#sweeps.map(({ user, isLast }) => [prefixOf(user), isLast]))
    const removed = [...this.#byKey.values()].flatMap(({ remove }) => (remove ? [remove] : []))
    const byPrefix = Map.groupBy(removed, (text) => text.slice(0, text.indexOf(separator) + 1))
    const revised = [...byPrefix].filter(([prefix]) => !sweeps.has(prefix))
    const swept = [...sweeps].filter(([, isLast]) => isLast)
    return [
      ...revised.map(([prefix, texts]) => ({ prefix, beginnings: beginningsOf(texts) })),
      ...swept.map(([prefix]) => ({ prefix, beginnings: null })),
    ]
  }
}

/** Reads the places of a term in one user's observations. */
export function readPostings(
  statements: Statements,
  user: number,
  firstKey: number,
  term: string,
): PostingList {
  const rows = statements.readPostings.all(prefixOf(user) + term) as unknown as readonly (readonly [
    number,
    number,
  ])[]
  const ids = new Int32Array(rows.length)
  const positions = new Int32Array(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    ids[i] = row[0] - firstKey
    positions[i] = row[1]
  }
  return { ids, positions }
}

/** Reads the user's terms in a range of the vocabulary. */
export function readVocabulary(
  statements: Statements,
  user: number,
  { start, shortest, longest }: VocabularyRange,
): string[] {
  const prefix = prefixOf(user)
  const from = prefix + start
  const rows = statements.readVocabulary.all(
    from,
    afterAllWith(from),
    prefix.length + shortest,
    prefix.length + longest,
  )
  return (rows as unknown as readonly (readonly [string])[]).map(([term]) => term.slice(prefix.length))
}

/** Prefix that FTS5 puts before every term of an index without prefix indexes. */
const mainIndex = '0'

/**
 * Replaces separators that hold letters of removed terms. FTS5 finds the pages of a segment by separators: beginnings
 * of terms that once stood first on a page. Removing such a term leaves its separator behind. The next living term is
 * as good a separator, since no living term lies between the two.
 */
export function forgetSeparators(
  database: DatabaseSync,
  statements: Statements,
  suspects: readonly Suspects[],
): void {
  const stale: { row: SeparatorRow; replacement: string }[] = []
  for (const { prefix, beginnings } of suspects) {
    const start = mainIndex + prefix
    const rows = statements.separators.all(Buffer.from(start), Buffer.from(afterAllWith(start)))
    for (const row of rows as unknown as readonly SeparatorRow[]) {
      const beginning = row.term.subarray(mainIndex.length)
      if (beginnings !== null && !beginnings.has(bytesAsText(beginning))) continue
      const next = statements.firstTermFrom.get(beginning)?.['term'] as string | undefined
      if (next !== undefined && bytesAsText(Buffer.from(next)).startsWith(bytesAsText(beginning))) continue
      stale.push({ row, replacement: mainIndex + (next ?? afterAllTerms(row.pgno)) })
    }
  }
  if (stale.length > 0) moveSeparators(database, stale)
}

/** Separators of one user that may be stale: those equal to one of `beginnings`, or all where that is null. */
export interface Suspects {
  readonly prefix: string
  readonly beginnings: ReadonlySet<string> | null
}

function beginningsOf(texts: readonly string[]): Set<string> {
  const beginnings = new Set<string>()
  for (const term of new Set(texts.flatMap((text) => text.split(' ')))) {
    const bytes = bytesAsText(Buffer.from(term))
    for (let end = 1; end <= bytes.length; end++) beginnings.add(bytes.slice(0, end))
  }
  return beginnings
}

/** Converts bytes to one UTF-16 unit each, to compare byte by byte: a separator may end within a character. */
function bytesAsText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

interface SeparatorRow {
  readonly segid: number
  readonly term: Uint8Array
  readonly pgno: number
}

/** Writes a shadow table of the index; SQLite's defensive mode is off meanwhile. */
function moveSeparators(
  database: DatabaseSync,
  stale: readonly { row: SeparatorRow; replacement: string }[],
): void {
  database.enableDefensive?.(false)
  try {
    const move = database.prepare('update term_index_idx set term = ?3 where segid = ?1 and term = ?2')
    for (const { row, replacement } of stale) move.run(row.segid, row.term, Buffer.from(replacement))
  } finally {
    database.enableDefensive?.(true)
  }
}

/** Makes a separator for a page without a living term behind it; pages keep their order by number. */
function afterAllTerms(page: number): string {
  return `\u{10ffff}${String(page).padStart(12, '0')}`
}

/** Returns a text that sorts after every text with this beginning, and before any other greater one. */
function afterAllWith(start: string): string {
  return `${start}\u{10ffff}`
}
