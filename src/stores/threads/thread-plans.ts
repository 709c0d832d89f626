import { openFileLimit, openFilesWithin } from '../per-user/open-files.ts'
import type { ThreadPlan } from './messages.ts'
import type { WorkerStoreOptions } from './store.ts'

const defaultSearchCache = 16 * 2 ** 20
const defaultVectorCache = 64 * 2 ** 20

/** Plans one of `count` threads that write. */
export function planOf(
  { kind, path, language, busyTimeoutMs, searchCacheBytes, vectorCacheBytes, openFiles }: WorkerStoreOptions,
  count: number,
): ThreadPlan {
  const files = Math.max(1, Math.floor((openFiles ?? openFilesWithin(openFileLimit())) / count))
  return {
    kind,
    path,
    options: {
      language: language ?? 'english',
      ...(busyTimeoutMs === undefined ? {} : { busyTimeoutMs }),
      searchCacheBytes: Math.floor((searchCacheBytes ?? defaultSearchCache) / count),
      ...(vectorCacheBytes === undefined ? {} : { vectorCacheBytes }),
      ...(kind === 'folder' ? { openFiles: files } : {}),
    },
  }
}

/** Plans one of `count` readers. They share the room of the caches, since each user is read by one of them. */
export function readerPlan(options: WorkerStoreOptions, count: number): ThreadPlan {
  const { searchCacheBytes = defaultSearchCache, vectorCacheBytes = defaultVectorCache } = options
  const plan = planOf(options, 1)
  const caches = {
    searchCacheBytes: Math.floor(searchCacheBytes / count),
    vectorCacheBytes: Math.floor(vectorCacheBytes / count),
  }
  return { ...plan, kind: 'reader', options: { ...plan.options, ...caches } }
}
