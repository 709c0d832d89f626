import { setImmediate } from 'node:timers/promises'
import type { Language } from '../../../search/corpus.ts'
import { createAnalyzer } from '../../../search/text/analyze.ts'
import { completeIndex } from '../index/complete-index.ts'
import { requireIndexOf } from '../index/reindex.ts'
import { prepareStatements } from '../tables/statements.ts'
import { requireFile } from './existing-file.ts'
import { openDatabase } from './open.ts'
import { requireOwner } from './owner.ts'

/** State of the update of a file. */
export interface FileUpdate {
  /** Work that is under way: statements of the schema, or observations of the index. */
  readonly phase: 'schema' | 'index'
  /** Statements or observations that are done. */
  readonly done: number
  /** Statements or observations of this file that there are to do. */
  readonly total: number
}

/** File to update. */
export interface UpdatedFile {
  /** Language that the index is for. */
  readonly language: Language
  /** Digest of the one user who owns the file; '': it is a file of many. */
  readonly owner: string
  /** Called after each statement, and after each step of the index. */
  readonly onUpdate: (update: FileUpdate) => void
}

/** Brings a file to the schema and the index of this version, step by step; returns the number of indexed observations. */
export async function updateFile(path: string, { language, owner, onUpdate }: UpdatedFile): Promise<number> {
  requireFile(path)
  const database = openDatabase(path, { onStatement: (step) => onUpdate({ phase: 'schema', ...step }) })
  try {
    const statements = prepareStatements(database)
    if (owner !== '') requireOwner(statements, owner)
    const connection = { database, statements, analyzer: createAnalyzer(language) }
    requireIndexOf(connection)
    let indexed = 0
    for (const { done, total } of completeIndex(connection)) {
      indexed = done
      onUpdate({ phase: 'index', done, total })
      await setImmediate()
    }
    return indexed
  } finally {
    database.close()
  }
}
