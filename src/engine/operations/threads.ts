import { emptyThreadList, emptyThreadPage } from '../rules/empty-answers.ts'
import { listThreads, readThread } from '../read/threads.ts'
import { appendItems, clearItems, digestsOfAppend, needsOfAppend, popItem } from '../write/threads.ts'
import { writeLiving } from '../expiry/living-write.ts'
import { readFor, writeFor, type EngineOperations } from './operation.ts'
import { atOnce } from './one-step.ts'

/** Logs of raw messages. */
export const threadOperations: Pick<
  EngineOperations,
  'appendToThread' | 'readThread' | 'popFromThread' | 'clearThread' | 'listThreads'
> = {
  appendToThread: (backend, userId, thread, items, at) => {
    const digests = digestsOfAppend(thread, items, at)
    const needs = { creates: items.length > 0, threads: needsOfAppend(thread, digests) }
    const append = atOnce((unit) => appendItems(unit, thread, items, at, digests))
    return writeLiving(backend, userId, needs, at.now, append)
  },

  readThread: (backend, userId, thread, request) =>
    readFor(backend, userId, emptyThreadPage(), (reader) => readThread(reader, thread, request)),

  popFromThread: async (backend, userId, thread) => {
    const needs = { threads: { names: [thread], lastItem: true } }
    const popped = await writeFor(backend, userId, needs, (unit) => popItem(unit, thread), { removes: true })
    return popped === false ? null : popped
  },

  clearThread: async (backend, userId, thread) => {
    const needs = { threads: { names: [thread] } }
    const cleared = await writeFor(backend, userId, needs, (unit) => clearItems(unit, thread), {
      removes: true,
    })
    return cleared === false ? 0 : cleared
  },

  listThreads: (backend, userId, request) =>
    readFor(backend, userId, emptyThreadList(), (reader) => listThreads(reader, request)),
}
