import { describe, expect, test } from 'vitest'
import { migrationScript } from '../../src/maintenance/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { asSuperuser, emptyDatabase, ownerRole, urlOf, type Database } from './databases.ts'
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
    expect(await query(url, 'select * from ilab_memory.observation')).toEqual([])
    expect(await asSuperuser(database, 'select * from ilab_memory.observation')).toHaveLength(1)
  })

  test('is refused without the option, and so is a superuser with it', async () => {
    const database = await ownedDatabase()
    await expect(ILabMemory.fromPostgres(urlOf(database, ownerRole))).rejects.toMatchObject(refused)
    await expect(ILabMemory.fromPostgres(urlOf(database), { role: 'owner' })).rejects.toMatchObject(refused)
  })

  test('is refused where row security does not bind it', async () => {
    const database = await ownedDatabase()
    await asSuperuser(database, 'alter table ilab_memory.version no force row level security')
    const opening = ILabMemory.fromPostgres(urlOf(database, ownerRole), { role: 'owner' })
    await expect(opening).rejects.toMatchObject({ message: expect.stringContaining('not forced') })
  })
})
