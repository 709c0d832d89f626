import type { Store } from '../../src/core/store/store.ts'
import { override } from './override.ts'

/** One journal for all: a reader gets the entries of the user who was the first to leave one. */
export function journalOfAll(store: Store): Store {
  let first: string | null = null
  return override(store, {
    appendToJournal: (userId, entries) => {
      first ??= userId
      return store.appendToJournal(userId, entries)
    },
    readJournal: (userId, request) => store.readJournal(first ?? userId, request),
  })
}
