import type { DocumentTable } from '../../../search/corpus.ts'
import { decodeDocuments } from '../../shared/ranking-records.ts'

/** A row of `document_chunk`. */
export interface StoredChunk {
  readonly chunk: number
  readonly data: Uint8Array
}

/** Converts rows of `document_chunk` to the form that ranking takes. */
export function toDocuments(rows: readonly StoredChunk[], typeNames: readonly string[]): DocumentTable {
  return decodeDocuments(
    rows.map(({ chunk, data }) => [chunk, data] as const),
    typeNames,
  )
}
