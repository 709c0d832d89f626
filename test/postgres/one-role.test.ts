import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migratePostgres, migrationScript, readPostgresUserIds } from '../../src/maintenance/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { isolationMatrix } from '../../src/testing/index.ts'
import { CommandLine, freshFolder } from '../cli/command.ts'
import { testModel } from '../meaning/model.ts'
import { runnableOperations } from '../runnable-operations.ts'
import { memoryOver } from '../stores-under-test.ts'
import { asSuperuser, emptyDatabase, freshStores, ownerRole, urlOf, type Database } from './databases.ts'
import { query } from './own-server.ts'

async function ownedDatabase(): Promise<Database> {
  const database = await emptyDatabase()
  await query(urlOf(database, ownerRole), migrationScript())
  return database
}

const refused = { code: 'storage' }

describe('the owner of the tables as the role of the application', () => {
  test('keeps users apart, also where a statement names none', async () => {
    const database = await ownedDatabase()
    const url = urlOf(database, ownerRole)
    await using memory = await ILabMemory.fromPostgres(url, { role: 'owner' })
    await memory.forUser('ada').save({ type: 'preference', title: 'Theme', content: 'dark' })
    expect(await memory.forUser('ada').search('theme')).toHaveLength(1)
    expect(await memory.forUser('bob').search('theme')).toEqual([])
    await expect(query(url, 'select * from ilab_memory.observation')).rejects.toThrow('no user is named')
    expect(await asSuperuser(database, 'select * from ilab_memory.observation')).toHaveLength(1)
  })

  test('lists users to sweep, to embed and to copy, and nothing else of them', async () => {
    const database = await ownedDatabase()
    const url = urlOf(database, ownerRole)
    let now = Date.parse('2026-01-01')
    const config = { role: 'owner', clock: () => now } as const
    await using memory = await ILabMemory.fromPostgres(url, config)
    const draft = { type: 'preference', title: 'Theme', content: 'dark' } as const
    await memory.forUser('ada').save({ ...draft, ttlMs: 1_000 })
    await memory.forUser('bob').save(draft)
    now += 2_000
    expect(await memory.sweep()).toMatchObject({ observations: 1 })
    await using knowing = await ILabMemory.fromPostgres(url, {
      ...config,
      embedder: testModel(),
      embedding: 'manual',
    })
    expect(await knowing.embed()).toMatchObject({ observations: 1 })
    expect(await Array.fromAsync(readPostgresUserIds(url))).toHaveLength(2)
  })

  test('a copy of a table that names no user fails, and one by a superuser has every row', async () => {
    const database = await ownedDatabase()
    const url = urlOf(database, ownerRole)
    await using memory = await ILabMemory.fromPostgres(url, { role: 'owner' })
    for (const userId of ['ada', 'bob'])
      await memory.forUser(userId).save({ type: 'preference', title: 'Theme', content: 'dark' })
    for (const table of userTables) {
      const rows = await asSuperuser(database, `select 1 from ilab_memory.${table}`)
      const copying = query(url, `create table copied as select * from ilab_memory.${table}`)
      if (rows.length > 0) await expect(copying).rejects.toThrow('run this as a superuser')
      else await copying.then(() => query(url, 'drop table copied'))
    }
    await asSuperuser(database, 'create table copied as select * from ilab_memory.observation')
    expect(await asSuperuser(database, 'select * from copied')).toHaveLength(2)
  })

  test('is refused without the option, and so is a superuser with it', async () => {
    const database = await ownedDatabase()
    await expect(ILabMemory.fromPostgres(urlOf(database, ownerRole))).rejects.toMatchObject(refused)
    await expect(ILabMemory.fromPostgres(urlOf(database), { role: 'owner' })).rejects.toMatchObject(refused)
  })

  test('is refused with bypassrls, and the message without the option names it', async () => {
    const database = await ownedDatabase()
    const url = urlOf(database, ownerRole)
    await expect(ILabMemory.fromPostgres(url)).rejects.toMatchObject({
      message: expect.stringContaining("{ role: 'owner' } or --role owner"),
    })
    const free = `memory_test_free_${database.name.slice(-8)}`
    await asSuperuser(database, `create role ${free} login bypassrls in role ${ownerRole}`)
    try {
      const opening = ILabMemory.fromPostgres(urlOf(database, free), { role: 'owner' })
      await expect(opening).rejects.toMatchObject({ message: expect.stringContaining('bypassrls') })
    } finally {
      await asSuperuser(database, `drop role ${free}`)
    }
  })

  test('migrates without another role, in the library and on the command line', async () => {
    const database = await emptyDatabase()
    const url = urlOf(database, ownerRole)
    await expect(migratePostgres(url, {})).rejects.toMatchObject({ code: 'invalid_input' })
    await migratePostgres(url, { role: 'owner' })
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: url, ILAB_MEMORY_ROLE: 'owner' })
    expect(await cli.json(['migrate', '--schema', 'other'])).toEqual({ migrated: true })
    const saved = ['save', '--user', 'ada', '--type', 'profile', '--title', 'Name', '--content', 'Ada']
    await cli.json([...saved, '--schema', 'other'])
    expect(await cli.run(['stats', '--user', 'ada', '--role', 'application'])).toMatchObject({
      code: 11,
      stderr: expect.stringContaining('--role owner'),
    })
    expect(await cli.run(['stats', '--user', 'ada', '--role', 'admin'])).toMatchObject({ code: 2 })

    const config = join(freshFolder(), 'memory.json')
    writeFileSync(config, JSON.stringify({ store: url, schema: 'other', role: 'owner' }))
    const elsewhere = new CommandLine()
    expect(await elsewhere.json(['stats', '--user', 'ada', '--config', config])).toMatchObject({
      observations: 1,
    })
    const printed = await elsewhere.run([
      'mcp',
      '--print-config',
      'cursor',
      '--user',
      'ada',
      '--config',
      config,
    ])
    expect(printed.stdout.replaceAll(/\s+/g, '')).toContain('"--schema","other","--role","owner"')
    expect(printed.stdout).not.toContain('postgres://')
  })

  test('is refused where row security does not bind it', async () => {
    const database = await ownedDatabase()
    await asSuperuser(database, 'alter table ilab_memory.version no force row level security')
    const opening = ILabMemory.fromPostgres(urlOf(database, ownerRole), { role: 'owner' })
    await expect(opening).rejects.toMatchObject({ message: expect.stringContaining('not forced') })
  })
})

describe('R42 the isolation matrix as the owner of the tables', () => {
  const open = freshStores({ as: ownerRole, options: { role: 'owner' } })
  for (const { name, run } of isolationMatrix(runnableOperations)) test(name, () => run(memoryOver({ open })))
})
