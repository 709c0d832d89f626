import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { migrations } from '../../../src/stores/sqlite/tables/schema.ts'
import { doctor } from '../../../src/maintenance/index.ts'
import { freshPath } from '../fresh-folder.ts'

// Red means: a migration that files in the world have already seen was changed. Add another one instead.
test('R32 shipped migrations are never edited', () => {
  const digests = migrations.map((migration) => [
    migration.id,
    createHash('sha256').update(JSON.stringify(migration)).digest('hex').slice(0, 16),
  ])
  expect(digests).toMatchInlineSnapshot(`
    [
      [
        1,
        "e96474471cc4b7b3",
      ],
      [
        2,
        "bc79ff62d20adf70",
      ],
      [
        3,
        "9ec7fb761d4e2ead",
      ],
      [
        4,
        "9d83d9115df657fc",
      ],
      [
        5,
        "0b2f0662c2d4cb76",
      ],
      [
        6,
        "3de3cf148273b6db",
      ],
      [
        7,
        "4b4fffd7cf1b157f",
      ],
      [
        8,
        "48f18b4f99370616",
      ],
      [
        9,
        "b607d7ec73245706",
      ],
      [
        10,
        "0b15a5dc89dc9e6d",
      ],
    ]
  `)
})

test('R32 migrations are numbered upwards', () => {
  const ids = migrations.map(({ id }) => id)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  expect(new Set(ids).size).toBe(ids.length)
})

describe('R32 a file of a later version', () => {
  test('is refused with `newer_schema` and left as it is', async () => {
    const path = freshPath()
    const memory = await ILabMemory.fromPath(path)
    await memory.forUser('alice').save({ type: 'pattern', title: 'Note', content: 'kept' })
    await memory.close()
    setVersion(path, 99)
    await expect(ILabMemory.fromPath(path)).rejects.toMatchObject({
      code: 'newer_schema',
      message: expect.stringMatching(/schema 99.*upgrade ilab-memory/),
    })
    setVersion(path, migrations.at(-1)!.id)
    const again = await ILabMemory.fromPath(path)
    expect(await again.forUser('alice').search('kept')).toHaveLength(1)
    await again.close()
  })
})

test('R32 a file from before idempotency keys is brought up to date with everything in it', async () => {
  const path = freshPath()
  const draft = { type: 'pattern', title: 'Note', content: 'kept', topicKey: 'a/b' }
  const memory = await ILabMemory.fromPath(path)
  await memory.forUser('alice').save(draft)
  const before = await Array.fromAsync(memory.forUser('alice').export())
  await memory.close()
  {
    using database = new DatabaseSync(path)
    database.exec(undoLastMigration)
    database.exec('drop table keyed_save')
    database.exec('drop table unindexed')
  }
  setVersion(path, 1)
  const again = await ILabMemory.fromPath(path)
  const alice = again.forUser('alice')
  expect(await Array.fromAsync(alice.export())).toEqual(before)
  const keyed = { idempotencyKey: 'key' }
  const saved = await alice.save({ ...draft, content: 'changed' }, keyed)
  expect(await alice.save({ ...draft, content: 'changed' }, keyed)).toEqual(saved)
  expect(await alice.get(1)).toMatchObject({ content: 'changed', revision: 2 })
  await again.close()
})

/** Takes away the columns and tables that the last migration has added. */
const undoLastMigration = `
  drop index observation_by_topic;
  drop index observation_by_proposal;
  drop index observation_by_expiry;
  create unique index observation_by_topic on observation (user, topic_key) where topic_key is not null;
  ${['data', 'source', 'keywords', 'pinned', 'status', 'expires_at'].map((name) => `alter table observation drop column ${name};`).join('')}
  drop index user_by_expiry;
  alter table user drop column next_expiry;
  alter table user drop column vector_space;
  alter table user drop column is_embedded;
  alter table user drop column version;
  drop table vector_chunk;
  alter table keyed_save drop column revision;
  alter table keyed_save drop column batch;
  drop index session_by_name;
  alter table session drop column name;
  drop table journal;
  drop table thread_item;
  drop table thread_append;
  drop table thread;
  drop table version;`

function setVersion(path: string, version: number): void {
  using database = new DatabaseSync(path)
  database.exec(`pragma user_version = ${version}`)
  if (version < 5) database.exec('alter table user drop column paused')
}

test('R32 a file in which sessions and keyed saves did not count is counted anew', async () => {
  const path = freshPath()
  const memory = await ILabMemory.fromPath(path)
  for (const userId of ['alice', 'bob', 'carol']) {
    const user = memory.forUser(userId)
    await user.save({ type: 'pattern', title: 'Note', content: `of ${userId}` }, { idempotencyKey: 'one' })
    await user.endSession(`über ${userId}`)
    if (userId !== 'bob') await user.save({ type: 'pattern', title: 'Note', content: 'later' })
  }
  const expected = await memory.forUser('alice').stats()
  expect(expected.bytes).toBe('Noteof alice'.length + 'Notelater'.length + 2 * 64 + 'u_ber alice'.length + 64)
  await memory.close()
  {
    using database = new DatabaseSync(path)
    database.exec(undoLastMigration)
    database.exec(`update user set bytes =
      (select sum(octet_length(title) + octet_length(content)) from observation o where o.user = number)`)
    database.exec('drop table unindexed')
  }
  setVersion(path, 2)
  const again = await ILabMemory.fromPath(path)
  expect(await again.forUser('alice').stats()).toEqual(expected)
  await again.close()
  expect(await doctor(path)).toMatchObject({ findings: [] })
})

test('R32 a file that version 0.1 made is migrated in place with everything in it', async () => {
  const path = freshPath()
  writeFileSync(path, gunzipSync(readFileSync(join(import.meta.dirname, 'fixtures', 'version-0.1.db.gz'))), {
    mode: 0o600,
  })
  const memory = await ILabMemory.fromPath(path, { clock: () => Date.UTC(2026, 10, 1, 10, 2) })
  const ada = memory.forUser('ada')
  const { observations } = await ada.list()
  expect(observations.map(({ id, content, revision }) => [id, content, revision])).toEqual([
    [2, 'One file of SQLite, überall. [REDACTED]', 1],
    [1, 'light', 2],
  ])
  expect((await ada.search('database'))[0]?.id).toBe(2)
  expect((await ada.startSession()).sessionsContext[0]?.summary).toBe('Chose theme and database.')
  // A keyed save of that version is still recognised, and its result has the revision that it made.
  const draft = { type: 'preference', title: 'UI theme', content: 'light', topicKey: 'ui/theme' }
  const again = { id: 1, outcome: 'updated', revision: 2, sessionId: 'session-1', topicKey: 'ui/theme' }
  expect(await ada.save(draft, { idempotencyKey: 'key-1' })).toEqual(again)
  expect(await ada.update('ui/theme', { content: 'dark' }, { ifRevision: 2 })).toMatchObject({ revision: 3 })
  expect((await ada.save({ ...draft, title: 'New', topicKey: undefined })).id).toBe(4)
  expect((await memory.forUser('bob').list()).observations).toHaveLength(1)
  await memory.close()
  expect(await doctor(path)).toMatchObject({ findings: [] })
})
