import { StatementSync } from 'node:sqlite'
import { afterEach, expect, test, vi } from 'vitest'
import { EngineStore } from '../../../src/engine/engine-store.ts'
import { SqliteBackend } from '../../../src/stores/sqlite/backend.ts'
import type { CleanDraft, ExportRecord } from '../../../src/core/store/store.ts'
import { redact } from '../../../src/privacy/redact.ts'
import { redactJson } from '../../../src/privacy/redact-json.ts'
import { cleanDraft, writeAt } from '../../../src/testing/store-contract/requests.ts'
import { beginning, day, hour } from '../../../src/testing/world.ts'
import { freshPath } from '../fresh-folder.ts'

afterEach(() => vi.restoreAllMocks())

/** Counts the executions of statements with a text that passes. */
function countStatements(passes: RegExp): () => number {
  const spies = (['all', 'get', 'run'] as const).map((name) => vi.spyOn(StatementSync.prototype, name))
  return () => {
    const executed = spies.flatMap((spy) => spy.mock.contexts as readonly StatementSync[])
    return executed.filter(({ sourceSQL }) => passes.test(sourceSQL)).length
  }
}

test('an import of items with taken numbers reads their thread once', async () => {
  await using store = new EngineStore(new SqliteBackend(freshPath(), {}))
  await store.appendToThread('ada', redact('chat'), [redactJson(1), redactJson(2)], {
    now: beginning,
    quota: {},
  })
  const lines: readonly ExportRecord[] = Array.from({ length: 40 }, (_, index) => ({
    kind: 'thread_item',
    thread: redact('chat'),
    number: 1,
    item: redactJson(`message ${index % 20}`),
    createdAt: new Date(beginning + hour).toISOString(),
  }))
  const passes = countStatements(/from thread_item where user = \?1 and thread = \?2\s+and created_at/)
  const counts = await store.importRecords('ada', lines, writeAt(beginning + day))
  expect(counts).toMatchObject({ threadItems: 20, unchanged: 20 })
  expect(passes()).toBe(1)
})

test('removing many observations looks through the keyed saves once', async () => {
  await using store = new EngineStore(new SqliteBackend(freshPath(), {}))
  const drafts = Array.from({ length: 40 }, (_, index) => cleanDraft(`fact ${index}`))
  const batch = writeAt(beginning, { idempotencyKey: 'batch' })
  await store.saveObservations('ada', drafts, batch)
  const kept = writeAt(beginning, { idempotencyKey: 'kept' })
  await store.saveObservation('ada', cleanDraft('a profile', { type: 'profile' }), kept)
  const reads = countStatements(/keyed_save/)
  expect(await store.forgetObservations('ada', { types: ['discovery'] }, beginning)).toBe(40)
  // One read of all, and one change.
  expect(reads()).toBe(2)
  vi.restoreAllMocks()
  await expect(store.saveObservations('ada', drafts, batch)).rejects.toMatchObject({ code: 'invalid_input' })
  const again = await store.saveObservation('ada', cleanDraft('a profile', { type: 'profile' }), kept)
  expect(again.outcome).toBe('created')
})

test('a batch reads a text once, however many of its drafts say it', async () => {
  await using store = new EngineStore(new SqliteBackend(freshPath(), {}))
  const said = (index: number): CleanDraft => cleanDraft('thanks', { keywords: [`word ${index}`] })
  await store.saveObservations('ada', [said(0), said(1)], writeAt(beginning))
  const reads = countStatements(/o\.digest = \?2/)
  const drafts = [1, 2, 3, 2, 4].map(said)
  const topic = { ...said(3), topicKey: redact('word') }
  const changed = { ...cleanDraft('please'), topicKey: topic.topicKey }
  const results = await store.saveObservations(
    'ada',
    [...drafts, topic, changed, said(3)],
    writeAt(beginning),
  )
  expect(reads()).toBe(1)
  expect(results.map(({ id, outcome }) => [id, outcome])).toEqual([
    [2, 'deduped'],
    [3, 'created'],
    [4, 'created'],
    [3, 'deduped'],
    [5, 'created'],
    [6, 'created'],
    [6, 'updated'],
    [4, 'deduped'],
  ])
})
