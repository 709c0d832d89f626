import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { quotedLiteral, quotedName, schemaTexts } from '../../src/stores/postgres/tables/schema-texts.ts'
import { isolationMatrix, storeContract } from '../../src/testing/index.ts'
import { runnableOperations } from '../runnable-operations.ts'
import { memoryOver } from '../stores-under-test.ts'
import {
  applicationRole,
  asSuperuser,
  emptyDatabase,
  freshStores,
  migratedDatabase,
  openPool,
  ownerRole,
  urlOf,
  type Database,
} from './databases.ts'

/** A name that needs every kind of quoting. */
const oddSchema = `My "odd" O'Schema.ilab_memory \\ $1`

/** Tables of an application, found first by a name without a schema. */
async function addTablesOfSameNames(database: Database): Promise<void> {
  for (const table of [...userTables, 'schema_version'])
    await asSuperuser(database, `create table public.${table} (of_application text)`)
}

/** Counts the rows of every table of a schema. */
async function rowsIn(database: Database, schema: string): Promise<Record<string, number>> {
  const counts = userTables.map(async (table) => {
    const from = `${quotedName(schema)}.${table}`
    const [row] = await asSuperuser<{ rows: number }>(
      database,
      `select count(*)::integer as rows from ${from}`,
    )
    return [table, row?.rows ?? -1] as const
  })
  return Object.fromEntries(await Promise.all(counts))
}

const note = { type: 'preference', title: 'Theme', content: 'dark', topicKey: 'ui/theme' } as const

const open = freshStores({ options: { schema: oddSchema }, alter: addTablesOfSameNames })

describe('the store contract in a schema of another name, beside tables of the same names', () => {
  test.for(storeContract)('$name', async (contractCase) => {
    await contractCase.run({ open })
  })
})

describe('the isolation matrix in a schema of another name', () => {
  for (const { name, run } of isolationMatrix(runnableOperations)) test(name, () => run(memoryOver({ open })))
})

describe('two schemas in one database', () => {
  test('share nothing, over one pool with prepared statements', { timeout: 60_000 }, async () => {
    const database = await migratedDatabase()
    await addTablesOfSameNames(database)
    for (const schema of ['memory', oddSchema])
      await migratePostgres(urlOf(database, ownerRole), { applicationRole, schema })
    // One connection: both memories prepare their statements on it.
    const pool = openPool(database, { max: 1 })
    try {
      await using first = await ILabMemory.fromPostgres(pool, { schema: 'memory' })
      await using second = await ILabMemory.fromPostgres(pool, { schema: oddSchema })
      await using usual = await ILabMemory.fromPostgres(pool)
      await first.forUser('ada').save(note)
      expect(await second.forUser('ada').stats()).toMatchObject({ observations: 0 })
      expect(await usual.forUser('ada').search('theme')).toEqual([])
      await second.forUser('ada').save({ ...note, content: 'light' })
      await second
        .forUser('bob')
        .save({ ...note, content: 'grey', expiresAt: new Date(Date.now() + 3_600_000) })
      expect(await first.forUser('ada').search('theme')).toMatchObject([{ snippet: 'dark' }])
      expect(await second.forUser('ada').search('theme')).toMatchObject([{ snippet: 'light' }])
      expect(await first.sweep()).toEqual({ users: 0, observations: 0 })

      const kept = await rowsIn(database, oddSchema)
      expect(await first.forUser('ada').erase()).toMatchObject({ observations: 1 })
      expect(Object.values(await rowsIn(database, 'memory')).every((rows) => rows === 0)).toBe(true)
      expect(await rowsIn(database, oddSchema)).toEqual(kept)
      expect(Object.values(await rowsIn(database, 'ilab_memory')).every((rows) => rows === 0)).toBe(true)
      expect(Object.values(await rowsIn(database, 'public')).every((rows) => rows === 0)).toBe(true)
    } finally {
      await pool.end()
    }
  })

  test("the user's setting of one schema opens no row of another", async () => {
    const database = await migratedDatabase()
    await migratePostgres(urlOf(database, ownerRole), { applicationRole, schema: oddSchema })
    const url = urlOf(database, applicationRole)
    for (const schema of ['ilab_memory', oddSchema]) {
      await using memory = await ILabMemory.fromPostgres(url, { schema })
      await memory.forUser('ada').save(note)
    }
    const client = new pg.Client(url)
    await client.connect()
    try {
      const [key] = await asSuperuser<{ user_key: string }>(
        database,
        'select user_key from ilab_memory.user_state',
      )
      const seen = async (): Promise<number[]> => {
        const counts: number[] = []
        for (const schema of ['ilab_memory', oddSchema])
          counts.push((await client.query(`select * from ${quotedName(schema)}.observation`)).rowCount ?? -1)
        return counts
      }
      await client.query('begin')
      await client.query(`set local ${schemaTexts(oddSchema).settings.user} = '${key?.user_key}'`)
      expect(await seen()).toEqual([0, 1])
      await client.query('rollback')
      await client.query('begin')
      await client.query(`set local ${schemaTexts().settings.user} = '${key?.user_key}'`)
      expect(await seen()).toEqual([1, 0])
      await client.query('rollback')
    } finally {
      await client.end()
    }
  })

  test('each has every policy of its own tables, and names no other', async () => {
    const database = await migratedDatabase()
    await migratePostgres(urlOf(database, ownerRole), { applicationRole, schema: 'memory' })
    const policies = (schema: string): Promise<{ tablename: string; policyname: string; qual: string }[]> =>
      asSuperuser(
        database,
        'select tablename, policyname, qual from pg_policies where schemaname = $1 order by 1, 2',
        [schema],
      )
    const usual = await policies('ilab_memory')
    const other = await policies('memory')
    const nameOf = ({ tablename, policyname }: (typeof usual)[number]): string => `${tablename} ${policyname}`
    expect(other.map(nameOf)).toEqual(usual.map(nameOf))
    const mark = schemaTexts('memory').settings.user.replace('ilab_memory.user_key', '')
    for (const { qual } of other) {
      const settings = qual.match(/ilab_memory\.\w+/g) ?? []
      expect(settings.filter((setting) => !setting.endsWith(mark))).toEqual([])
    }
  })

  test('a table of an application in the way is told, and nothing changes', async () => {
    const database = await emptyDatabase()
    await asSuperuser(database, `create schema memory authorization ${ownerRole}`)
    await asSuperuser(database, 'create table memory.session (of_application text)')
    const migrating = migratePostgres(urlOf(database, ownerRole), { applicationRole, schema: 'memory' })
    await expect(migrating).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('choose another schema'),
    })
    const left = await asSuperuser(
      database,
      `select relname from pg_class where relnamespace = 'memory'::regnamespace and relkind = 'r' order by 1`,
    )
    expect(left).toEqual([{ relname: 'schema_version' }, { relname: 'session' }])
  })

  test('a schema that is there serves a role that may create none', async () => {
    const database = await emptyDatabase()
    await asSuperuser(database, `create schema memory authorization ${ownerRole}`)
    await asSuperuser(database, `alter database ${database.name} owner to postgres`)
    await migratePostgres(urlOf(database, ownerRole), { applicationRole, schema: 'memory' })
    await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole), {
      schema: 'memory',
    })
    await memory.forUser('ada').save(note)
    expect(await memory.forUser('ada').get('ui/theme')).toMatchObject({ content: 'dark' })
  })
})

describe("a schema's name", () => {
  test.each([
    ['no text', 7 as unknown as string],
    ['empty', ''],
    ['of 64 bytes', 'ü'.repeat(32)],
    ['with NUL', 'a\0b'],
    ['of half a character', 'a\ud800'],
    ['of PostgreSQL', 'pg_memory'],
    ['of the standard', 'information_schema'],
  ])('%s is refused before anything is connected', async (_name, schema) => {
    const url = 'postgres://u:secret@127.0.0.1:1/d'
    const refused = { code: 'invalid_input', field: 'schema' }
    await expect(migratePostgres(url, { applicationRole, schema })).rejects.toMatchObject(refused)
    await expect(ILabMemory.fromPostgres(url, { schema })).rejects.toMatchObject(refused)
  })

  test('any other comes back from the server as it was quoted', { timeout: 60_000 }, async () => {
    const database = await emptyDatabase()
    const client = new pg.Client(urlOf(database))
    await client.connect()
    try {
      const names = fc
        .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
        .filter((name) => Buffer.byteLength(name) <= 63 && !name.includes('\0') && name.isWellFormed())
      await fc.assert(
        fc.asyncProperty(names, async (name) => {
          const { rows } = await client.query(
            `select 1 as ${quotedName(name)}, ${quotedLiteral(name)} as "literal 7"`,
          )
          expect(Object.entries(rows[0] as object)).toContainEqual([name, 1])
          expect(rows[0]).toMatchObject({ 'literal 7': name })
        }),
        { numRuns: 200 },
      )
    } finally {
      await client.end()
    }
  })
})
