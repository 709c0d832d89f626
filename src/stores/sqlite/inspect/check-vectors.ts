import type { DatabaseSync } from 'node:sqlite'
import { idsToEmbed } from '../../../search/corpus.ts'
import { decodeDocuments, type ChunkRow } from '../../shared/ranking-records.ts'
import { idsOfChunk, isVectorChunk, type NumberedVectorChunk } from '../../shared/vector-rows.ts'
import { statements } from '../tables/statements.ts'
import type { Report } from './finding.ts'

/** Coverage of a file's texts by vectors. */
export interface VectorCoverage {
  /** Users with vectors. */
  readonly users: number
  /** Of them, those with a text that has none. */
  readonly incomplete: number
}

/** Kind of fault that the vectors of a user have. */
type Fault = 'damaged' | 'of nothing' | 'missing'

const messages: Readonly<Record<Fault, string>> = {
  damaged: 'users with vectors that cannot be read',
  'of nothing': 'users with a vector of an observation that is gone or waits for approval',
  missing: 'users said to be complete, with an observation that has no vector',
}

/**
 * Compares vectors with the observations that they belong to. What is missing alone is no fault: the background, or
 * `embed`, makes it.
 */
export function checkVectors(database: DatabaseSync, report: Report): VectorCoverage {
  const counts: Record<Fault, number> = { damaged: 0, 'of nothing': 0, missing: 0 }
  const coverage = { users: 0, incomplete: 0 }
  for (const { fault, hasVectors, isIncomplete } of examineUsers(database)) {
    if (hasVectors) coverage.users++
    if (isIncomplete) coverage.incomplete++
    if (fault !== null) counts[fault]++
  }
  counts['of nothing'] += strayChunks(database)
  for (const fault of Object.keys(counts) as Fault[])
    if (counts[fault] > 0) report('vectors', 'error', `${messages[fault]}: ${counts[fault]}`)
  return coverage
}

/** Removes the vectors of users with faulty ones, so that the model makes them anew. */
export function removeFaultyVectors(database: DatabaseSync): void {
  const reset = database.prepare(
    'update user set vector_space = null, is_embedded = 0, version = version + 1 where number = ?1',
  )
  const remove = database.prepare(statements.deleteSomeVectorChunks)
  // Read whole before the first change.
  const faulty = Array.from(examineUsers(database)).filter(({ fault }) => fault !== null)
  for (const { user } of faulty) {
    remove.run(user, -1)
    reset.run(user)
  }
  database.exec(`delete from vector_chunk where ${isStray}`)
}

interface Examined {
  readonly user: number
  readonly fault: Fault | null
  readonly hasVectors: boolean
  readonly isIncomplete: boolean
}

function* examineUsers(database: DatabaseSync): Iterable<Examined> {
  const vectors = database.prepare(statements.vectorChunks)
  const documents = database.prepare(statements.readChunks)
  documents.setReturnArrays(true)
  const active = database.prepare(
    `select key - (user << 27) as id from observation where key between ?1 << 27 and (?1 << 27) + 134217727
      and status = 'active'`,
  )
  const users = database.prepare(
    'select number, vector_space, is_embedded from user where user_id is not null order by number',
  )
  for (const row of users.iterate()) {
    const user = Number(row['number'])
    const chunks = vectors.all(user) as unknown as readonly NumberedVectorChunk[]
    if (chunks.length === 0 && row['vector_space'] === null) continue
    const found = new Set(chunks.filter(isVectorChunk).flatMap(idsOfChunk))
    const present = new Set(active.all(user).map(({ id }) => Number(id)))
    const records = documents.all(user) as unknown as readonly ChunkRow[]
    const isMissing = idsToEmbed(decodeDocuments(records, [])).some((id) => !found.has(id))
    yield {
      user,
      fault: faultOf(chunks, found, present, isMissing && row['is_embedded'] === 1),
      hasVectors: chunks.length > 0,
      isIncomplete: isMissing,
    }
  }
}

function faultOf(
  chunks: readonly NumberedVectorChunk[],
  found: ReadonlySet<number>,
  present: ReadonlySet<number>,
  isSaidComplete: boolean,
): Fault | null {
  const dimensions = new Set(chunks.map(({ slots, data }) => data.length / slots.length))
  if (dimensions.size > 1 || !chunks.every(isVectorChunk)) return 'damaged'
  if ([...found].some((id) => !present.has(id))) return 'of nothing'
  return isSaidComplete ? 'missing' : null
}

const isStray = 'key >> 27 not in (select number from user)'

/** Counts the users that have vectors and no row. An erasure that was not finished is told by another check. */
function strayChunks(database: DatabaseSync): number {
  const sql = `select count(distinct key >> 27) as n from vector_chunk where ${isStray}`
  return Number(database.prepare(sql).get()?.['n'])
}
