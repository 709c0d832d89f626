import { documentFlags, type DocumentTable } from '../corpus.ts'

/** Tells whether a document comes first in every context. */
export function isPinned({ flags }: DocumentTable, index: number): boolean {
  return (flags[index]! & documentFlags.pinned) > 0
}
