import type { Store } from '../../src/core/store/store.ts'
import { override } from './override.ts'

/** A thread is found by its name alone: a reader gets the items of the user who took the name first. */
export function threadsOfAll(store: Store): Store {
  const owners = new Map<string, string>()
  const ownerOf = (userId: string, thread: string): string => owners.get(thread) ?? userId
  return override(store, {
    appendToThread: (userId, thread, items, at) => {
      owners.set(thread, ownerOf(userId, thread))
      return store.appendToThread(userId, thread, items, at)
    },
    readThread: (userId, thread, request) => store.readThread(ownerOf(userId, thread), thread, request),
  })
}
