import type { DocumentTable } from '../../../search/corpus.ts'
import { decodeDocuments } from '../../shared/ranking-records.ts'
import type { Transaction } from '../connection/transaction.ts'

/** A row of `document_chunk`. */
export interface StoredChunk {
  readonly chunk: number
  readonly data: Uint8Array
}

/** Rows of `document_chunk` as ranking takes them. */
export function toDocuments(rows: readonly StoredChunk[], typeNames: readonly string[]): DocumentTable {
  return decodeDocuments(
    rows.map(({ chunk, data }) => [chunk, data] as const),
    typeNames,
  )
}

/** What ranking knows of each of the user's observations. */
export async function readDocuments(
  transaction: Transaction,
  typeNames: readonly string[],
): Promise<DocumentTable> {
  return toDocuments(await transaction.ask<StoredChunk>('readChunks'), typeNames)
}
