import { nothingGiven } from '../../src/core/store/beside.ts'
import { describe, expect, test } from 'vitest'
import { redact } from '../../src/privacy/redact.ts'
import type { CleanDraft, ExportRecord, Store, WriteContext } from '../../src/core/store/store.ts'
import { createReferenceStore } from '../../src/testing/reference-store/store.ts'

/** The contracts cover it like every store; these tests cover its further promises. */
describe('the reference store', () => {
  const noon = Date.UTC(2026, 4, 1, 12)
  const at: WriteContext = {
    now: noon,
    newSessionId: 's-1',
    sessionTimeoutMs: 86_400_000,
    quota: {},
    keptVersions: 20,
  }
  const draft = (content: string, topicKey: string | null = null): CleanDraft => ({
    type: 'decision',
    title: redact('A title'),
    content: redact(content),
    topicKey: topicKey === null ? null : redact(topicKey),
    ...nothingGiven,
  })

  test('gives copies: changing a result changes nothing that is kept', async () => {
    const kept = createReferenceStore()
    await kept.saveObservation('a', draft('one'), at)
    const before = await everything(kept, 'a')
    const [observation, page, timeline] = await Promise.all([
      kept.getObservation('a', 1, 0),
      kept.listObservations('a', { limit: 5, after: null, order: 'newest', filter: {}, now: 0 }),
      kept.readTimeline('a', 1, { before: 1, after: 1 }, 0),
    ])
    Object.assign(observation!, { content: 'changed' })
    Object.assign(page.observations[0]!, { id: 9 })
    Object.assign(timeline[0]!, { title: 'changed' })
    for (const record of before)
      if (record.kind === 'session') Object.assign(record.session, { id: 'changed' })
    expect(await everything(kept, 'a')).toMatchObject([
      {},
      { session: { id: 's-1' } },
      { observation: { content: 'one' } },
    ])
    expect(await kept.getObservation('a', 1, 0)).toMatchObject({ id: 1, title: 'A title', content: 'one' })
  })

  test('keeps nothing of an import that fails halfway, nor of a save over the quota', async () => {
    const kept = createReferenceStore()
    const other = createReferenceStore()
    await other.saveObservation('a', draft('one'), at)
    const [header, session, observation] = await everything(other, 'a')
    const homeless = {
      ...(observation as ExportRecord & { kind: 'observation' }).observation,
      id: 2,
      sessionId: 'nowhere',
      content: 'two',
    }
    const records = [header!, session!, observation!, { kind: 'observation', observation: homeless } as const]
    await expect(kept.importRecords('a', records, at)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(
      kept.saveObservation('a', draft('one'), { ...at, quota: { bytes: 3 } }),
    ).rejects.toMatchObject({ code: 'quota_exceeded' })
    expect(await everything(kept, 'a')).toEqual([{ kind: 'header', nextObservationId: 1 }])
  })

  test('never refuses a repetition, though its session is stale and is closed', async () => {
    const kept = createReferenceStore()
    await kept.saveObservation('a', draft('one'), at)
    const later = {
      ...at,
      now: noon + 2 * at.sessionTimeoutMs,
      newSessionId: 's-2',
      quota: { observations: 1 },
    }
    expect(await kept.saveObservation('a', draft('one'), later)).toMatchObject({
      id: 1,
      outcome: 'deduped',
      sessionId: 's-2',
    })
    await expect(kept.saveObservation('a', draft('two'), later)).rejects.toMatchObject({
      code: 'quota_exceeded',
    })
  })

  test('R34 an import leaves the active session as it is', async () => {
    const kept = createReferenceStore()
    const other = createReferenceStore()
    await kept.saveObservation('a', draft('one'), at)
    await other.saveObservation('a', draft('two'), { ...at, now: noon + 1000, newSessionId: 's-2' })
    await kept.importRecords('a', await everything(other, 'a'), at)
    const sessions = (await everything(kept, 'a')).flatMap((record) =>
      record.kind === 'session' ? [record.session] : [],
    )
    expect(sessions).toMatchObject([
      { id: 's-1', status: 'active', lastActivityAt: '2026-05-01T12:00:00.000Z' },
      { id: 's-2', status: 'completed', lastActivityAt: '2026-05-01T12:00:01.000Z', summary: null },
    ])
  })

  test('R8 takes any user id for nothing but itself', async () => {
    const kept = createReferenceStore()
    const ids = ['__proto__', 'constructor', 'a', 'A', 'a:b', 'a|b', '1', '01', 'toString']
    for (const id of ids) await kept.saveObservation(id, draft(`of ${id}`), at)
    for (const id of ids)
      expect(await kept.getObservation(id, 1, 0)).toMatchObject({ userId: id, content: `of ${id}` })
    await kept.eraseUser('__proto__', { now: noon })
    expect(await kept.getObservation('__proto__', 1, 0)).toBeNull()
    expect((await kept.readStats('a', 0)).observations).toBe(1)
  })

  test('an export shows one moment, whatever is written while it is read', async () => {
    const kept = createReferenceStore()
    await kept.saveObservation('a', draft('one', 'topic'), at)
    const seen: ExportRecord[] = []
    for await (const page of kept.exportUser('a', 0)) {
      seen.push(...page)
      await kept.saveObservation('a', draft('two', 'topic'), at)
      await kept.saveObservation('a', draft(`more ${seen.length}`), at)
    }
    expect(seen).toMatchObject([{ nextObservationId: 2 }, {}, { observation: { id: 1, content: 'one' } }])
    expect(seen).toHaveLength(3)
  })

  test('closes once, and then refuses every call', async () => {
    const kept = createReferenceStore()
    await kept.close()
    await kept.close()
    await expect(kept.saveObservation('a', draft('one'), at)).rejects.toMatchObject({ code: 'closed' })
    await expect(kept.getObservation('a', 1, 0)).rejects.toMatchObject({ code: 'closed' })
    await expect(everything(kept, 'a')).rejects.toMatchObject({ code: 'closed' })
    await expect(kept.eraseUser('a', { now: noon })).rejects.toMatchObject({ code: 'closed' })
  })
})

async function everything(kept: Store, userId: string): Promise<ExportRecord[]> {
  return (await Array.fromAsync(kept.exportUser(userId, 0))).flat()
}
