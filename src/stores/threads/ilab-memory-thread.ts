/** Program of a thread: opens one store and answers calls on it, until it is told to close. */
import { parentPort, workerData } from 'node:worker_threads'
import { MemoryError } from '../../core/errors/errors.ts'
import type { ExportRecord, SearchRequest, Store } from '../../core/store/store.ts'
import { callStore, type StoreInput } from '../../engine/port/forwarding-store.ts'
import { openPerUserStore } from '../per-user/store.ts'
import { openReadingStore, ReadingStore } from '../sqlite/reading-store.ts'
import { openSqliteStore } from '../sqlite/store.ts'
import { toPlainFailure } from './failures.ts'
import type { Answer, Call, ExportPage, Opened, ThreadPlan } from './messages.ts'
import { packAnswer, unpackRequest, type PackedAnswer } from './packed-answer.ts'

const exports = new Map<number, AsyncIterator<readonly ExportRecord[]>>()

function openStore({ kind, path, options }: ThreadPlan): Promise<Store> {
  if (kind === 'reader') return openReadingStore(path, options)
  return kind === 'file' ? openSqliteStore(path, options) : openPerUserStore(path, options)
}

function send(message: Opened | readonly Answer[]): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  parentPort!.postMessage(message)
}

/** Answers that go out in one message, at the end of this turn of the event loop. */
let unsent: Answer[] = []

function answer(one: Answer): void {
  if (unsent.push(one) === 1) setImmediate(sendAnswers)
}

function sendAnswers(): void {
  const answers = unsent
  unsent = []
  try {
    send(answers)
  } catch {
    // One of them cannot be cloned, so none was sent.
    for (const one of answers) sendAlone(one)
  }
}

/** Sends one answer; where it cannot be cloned, that is its failure. */
function sendAlone(one: Answer): void {
  try {
    send([one])
  } catch (error) {
    send([{ id: one.id, failure: toPlainFailure(error) }])
  }
}

async function respond(store: Store, { id, method, input }: Call): Promise<void> {
  try {
    answer({ id, value: await carryOut(store, method, input) })
  } catch (error) {
    answer({ id, failure: toPlainFailure(error) })
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
    case 'forgetAll':
      return store instanceof ReadingStore ? store.forgetAll() : Promise.resolve()
    case 'close':
      return close(store)
    case 'searchObservations':
      return searchPacked(store, ...(input as [string, SearchRequest | string]))
    default:
      return callStore(store, method, input as StoreInput<typeof method>)
  }
}

async function searchPacked(
  store: Store,
  userId: string,
  request: SearchRequest | string,
): Promise<PackedAnswer> {
  return packAnswer(await store.searchObservations(userId, unpackRequest(request)))
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
  parentPort!.on('message', (calls: readonly Call[]) => {
    for (const call of calls) take(store, call)
  })
  send({ isOpen: true })
} catch (error) {
  send({ failure: toPlainFailure(error) })
}
