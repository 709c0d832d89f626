/** Program of a thread: opens one store and answers calls on it, until it is told to close. */
import { parentPort, workerData } from 'node:worker_threads'
import { MemoryError } from '../../core/errors/errors.ts'
import type { ExportRecord, Store } from '../../core/store/store.ts'
import { callStore, type StoreInput } from '../../engine/port/forwarding-store.ts'
import { openPerUserStore } from '../per-user/store.ts'
import { openSqliteStore } from '../sqlite/store.ts'
import { toPlainFailure } from './failures.ts'
import type { Answer, Call, ExportPage, ThreadPlan } from './messages.ts'
import { packAnswer, type PackedAnswer } from './packed-answer.ts'

const exports = new Map<number, AsyncIterator<readonly ExportRecord[]>>()

function openStore({ kind, path, options }: ThreadPlan): Promise<Store> {
  return kind === 'file' ? openSqliteStore(path, options) : openPerUserStore(path, options)
}

function send(answer: Answer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort!.postMessage(answer)
}

async function respond(store: Store, { id, method, input }: Call): Promise<void> {
  try {
    // A value that cannot be cloned throws here as well, and is answered like any other failure.
    send({ id, value: await carryOut(store, method, input) })
  } catch (error) {
    send({ id, failure: toPlainFailure(error) })
  }
}

function carryOut(store: Store, method: Call['method'], input: readonly unknown[]): Promise<unknown> {
  switch (method) {
    case 'usersToSweep':
      return store.usersToSweep(...(input as Parameters<Store['usersToSweep']>))
    case 'usersToEmbed':
      return store.usersToEmbed(...(input as Parameters<Store['usersToEmbed']>))
    case 'openExport':
      return openExport(store, ...(input as [number, string, number]))
    case 'nextPage':
      return nextPage(...(input as [number]))
    case 'cancelExport':
      return cancelExport(...(input as [number]))
    case 'close':
      return close(store)
    case 'searchObservations':
      return searchPacked(store, ...(input as Parameters<Store['searchObservations']>))
    default:
      return callStore(store, method, input as StoreInput<typeof method>)
  }
}

async function searchPacked(
  store: Store,
  ...input: Parameters<Store['searchObservations']>
): Promise<PackedAnswer> {
  return packAnswer(await store.searchObservations(...input))
}

function openExport(store: Store, exportId: number, userId: string, now: number): Promise<ExportPage> {
  exports.set(exportId, store.exportUser(userId, now)[Symbol.asyncIterator]())
  return nextPage(exportId)
}

async function nextPage(exportId: number): Promise<ExportPage> {
  const pages = exports.get(exportId)
  if (pages === undefined) {
    throw new MemoryError('storage', 'the thread that read this export ended: begin the export again')
  }
  try {
    const next = await pages.next()
    if (next.done !== true) return next.value
    exports.delete(exportId)
    return null
  } catch (error) {
    exports.delete(exportId)
    throw error
  }
}

async function cancelExport(exportId: number): Promise<void> {
  const pages = exports.get(exportId)
  exports.delete(exportId)
  await pages?.return?.()
}

/** Cancels unfinished exports first: they keep files open, and the store waits for them. */
async function close(store: Store): Promise<void> {
  await Promise.all([...exports.keys()].map(cancelExport))
  await store.close()
}

/**
 * Calls taken in one turn of the event loop. A full port would otherwise deliver a thousand before, say, a commit goes
 * on.
 */
const callsPerTurn = 16
let begunInTurn = 0
const waiting: Call[] = []

/** Begins a call at once, unless this turn of the event loop has begun its share. */
function take(store: Store, call: Call): void {
  if (begunInTurn === 0) setImmediate(nextTurn, store)
  if (begunInTurn++ < callsPerTurn) void respond(store, call)
  else waiting.push(call)
}

function nextTurn(store: Store): void {
  begunInTurn = 0
  for (const call of waiting.splice(0, callsPerTurn)) take(store, call)
}

try {
  const store = await openStore(workerData as ThreadPlan)
  parentPort!.on('message', (call: Call) => take(store, call))
  send({ id: 'open', value: null })
} catch (error) {
  send({ id: 'open', failure: toPlainFailure(error) })
}
