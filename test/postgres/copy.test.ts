import pg from 'pg'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { copyMemory, readPostgresUserIds, readUserIds } from '../../src/maintenance/index.ts'
import { freshFolder, grownStore, openStore } from '../maintenance/fresh-store.ts'
import { query } from './own-server.ts'
import {
  applicationRole,
  asSuperuser,
  migratedDatabase,
  ownerRole,
  urlOf,
  type Database,
} from './databases.ts'

const users = ['ada', 'bob', "cyd';--"]
const linesOf = (memory: ILabMemory, userId: string): Promise<string[]> =>
  Array.fromAsync(memory.forUser(userId).export())
const openDatabase = (database: Database, connections = 4): Promise<ILabMemory> =>
  ILabMemory.fromPostgres(urlOf(database, applicationRole), { connections })

test('users move from a file to PostgreSQL, on to another schema, and back into a folder', async () => {
  const path = await grownStore('file', users, 40)
  await using file = await openStore('file', path)
  const first = await migratedDatabase()
  const second = await migratedDatabase(undefined, 'memory')
  await using database = await openDatabase(first)
  await using other = await ILabMemory.fromPostgres(urlOf(second, applicationRole), {
    schema: 'memory',
    connections: 2,
  })
  await using folder = await openStore('folder', join(freshFolder(), 'users'))
  expect(await copyMemory(file, database, readUserIds(path), { final: true })).toMatchObject({
    copied: 3,
    isComplete: true,
  })
  expect(await copyMemory(database, other, users, { final: true, concurrency: 8 })).toMatchObject({
    copied: 3,
    isComplete: true,
  })
  const listed = readPostgresUserIds(urlOf(second, ownerRole), { schema: 'memory' })
  expect(await copyMemory(other, folder, listed, { final: true })).toMatchObject({
    copied: 3,
    isComplete: true,
  })
  for (const userId of users) {
    const lines = await linesOf(file, userId)
    for (const memory of [database, other, folder]) expect(await linesOf(memory, userId)).toEqual(lines)
    expect((await database.forUser(userId).search('zebra3'))[0]).toMatchObject({ title: 'Note 3' })
  }
})

test('an index that is left for later is made by the first search, or by the first write', async () => {
  const path = await grownStore('file', ['ada', 'bob'], 300)
  await using file = await openStore('file', path)
  const target = await migratedDatabase()
  await using database = await openDatabase(target)
  const options = { indexLater: true, verify: true } as const
  expect(await copyMemory(file, database, ['ada', 'bob'], options)).toMatchObject({ isComplete: true })
  const rows = (): Promise<unknown[]> =>
    asSuperuser(
      target,
      'select user_key from ilab_memory.posting union select user_key from ilab_memory.document_chunk',
    )
  expect(await rows()).toHaveLength(0)
  for (const userId of ['ada', 'bob'])
    expect(await linesOf(database, userId)).toEqual(await linesOf(file, userId))
  const found = async (memory: ILabMemory, userId: string) =>
    (await memory.forUser(userId).search('zebra3')).map(({ id, snippet }) => [id, snippet])
  expect(await found(database, 'ada')).toEqual(await found(file, 'ada'))
  expect(await rows()).toHaveLength(1)
  for (const memory of [database, file])
    await memory.forUser('bob').save({ type: 'decision', title: 'Later', content: 'about zebra3 once more' })
  expect(await rows()).toHaveLength(2)
  expect(await found(database, 'bob')).toEqual(await found(file, 'bob'))
})

test('nothing is lost of what is saved and forgotten meanwhile, and erased users go', async () => {
  const target = await migratedDatabase()
  await using source = await openDatabase(await migratedDatabase(), 8)
  await using database = await openDatabase(target)
  const names = Array.from({ length: 6 }, (_, i) => `user-${i}`)
  const save = (userId: string, i: number) =>
    source.forUser(userId).save({ type: 'decision', title: 'Note', content: `${userId} says ${i}` })
  for (const userId of names) await save(userId, -1)
  let isWriting = true
  const writers = names.slice(1).map(async (userId) => {
    for (let i = 0; isWriting; i++) {
      const { id } = await save(userId, i)
      if (i % 3 === 1) await source.forUser(userId).forget(id)
    }
  })
  const record = join(freshFolder(), 'copy.jsonl')
  for (let call = 0; call < 2; call++) await copyMemory(source, database, names, { record })
  isWriting = false
  await Promise.all(writers)
  await source.forUser('user-0').erase()
  expect(await copyMemory(source, database, names, { record, final: true })).toMatchObject({
    users: 5,
    erased: 1,
    isComplete: true,
  })
  for (const userId of names) expect(await linesOf(database, userId)).toEqual(await linesOf(source, userId))
})

describe('the list of users', () => {
  const list = (url: string): Promise<string[]> => Array.fromAsync(readPostgresUserIds(url))

  test('is shown to the owner of the tables, and to superusers', async () => {
    const database = await migratedDatabase()
    await using memory = await openDatabase(database)
    for (const userId of users) await memory.forUser(userId).pause()
    expect((await list(urlOf(database, ownerRole))).toSorted()).toEqual(users)
    expect((await list(urlOf(database))).toSorted()).toEqual(users)
  })

  test("is refused to the application's role, which the setting shows nothing either", async () => {
    const database = await migratedDatabase()
    await using memory = await openDatabase(database)
    await memory.forUser('ada').save({ type: 'profile', title: 'Name', content: 'Ada' })
    const url = urlOf(database, applicationRole)
    await expect(list(url)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('as the owner of the tables'),
    })
    const asking = `select count(*)::integer as users from ilab_memory.user_state, set_config('ilab_memory.list_users', 'all', false)`
    expect(await query(url, asking)).toEqual([{ users: 0 }])
  })

  test('is all that the setting shows the owner, and only to read', async () => {
    const database = await migratedDatabase()
    await using memory = await openDatabase(database)
    await memory.forUser('ada').save({ type: 'profile', title: 'Name', content: 'Ada' })
    const url = urlOf(database, ownerRole)
    await expect(query(url, 'select user_id from ilab_memory.user_state')).rejects.toThrow('no user is named')
    const client = new pg.Client(url)
    await client.connect()
    try {
      // A cluster passes the setting on to its nodes after the first of both.
      await client.query(`begin; set local citus.propagate_set_commands = 'local'`)
      await client.query(`set local ilab_memory.list_users = 'all'`)
      expect((await client.query('select * from ilab_memory.observation')).rows).toEqual([])
      expect((await client.query('select user_id from ilab_memory.user_state')).rows).toHaveLength(1)
      await client.query('delete from ilab_memory.user_state')
      await client.query('commit')
    } finally {
      await client.end()
    }
    expect(await list(url)).toEqual(['ada'])
  })
})
