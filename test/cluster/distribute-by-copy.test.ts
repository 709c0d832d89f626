import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { quotedName } from '../../src/stores/postgres/tables/schema-texts.ts'
import { CommandLine } from '../cli/command.ts'
import { documentedLines, wordsOf } from '../postgres/documented.ts'
import { query } from '../postgres/own-server.ts'
import { newSchemaName } from './schemas.ts'
import { clusterUrls, roleOf } from './urls.ts'

const users = ['ada', 'bob', 'cyd', 'dan']
const note = (content: string) => ({ type: 'decision', title: 'Note', content }) as const

test('the documented commands distribute a database with users in it, who go on writing', async () => {
  const { owner, application } = clusterUrls()
  const [from, to] = [newSchemaName(), newSchemaName()]
  const role = roleOf(application)
  await migratePostgres(owner, { applicationRole: role, schema: from })
  await using old = await ILabMemory.fromPostgres(application, { schema: from })
  for (const userId of users) await old.forUser(userId).save(note(`first of ${userId}`))

  const own = { $OWNER_DATABASE_URL: owner, $DATABASE_URL: application, memory_app: role, memory2: to }
  const cli = new CommandLine()
  const run = async (line: string): Promise<void> => {
    const words = wordsOf(line, own)
    const source = words[0] === 'copy' ? ['--from-schema', from] : []
    expect(await cli.run([...words, ...source])).toMatchObject({ code: 0, stderr: '' })
  }
  const lines = documentedLines('postgresql.md', 'sh', '--schema memory2').filter(
    (line) => !/ serve\b/.test(line),
  )
  const last = lines.findIndex((line) => line.includes('--final'))
  expect(last).toBeGreaterThan(1)
  for (const line of lines.slice(0, last)) await run(line)
  for (const userId of users) await old.forUser(userId).save(note(`second of ${userId}`))
  for (const line of lines.slice(last)) await run(line)

  await using now = await ILabMemory.fromPostgres(application, { schema: to })
  for (const userId of users)
    expect(await Array.fromAsync(now.forUser(userId).export())).toEqual(
      await Array.fromAsync(old.forUser(userId).export()),
    )
  const [placed] = await query<{ nodes: number }>(
    owner,
    `select count(distinct nodeport)::integer as nodes from citus_shards
      where citus_table_type = 'distributed' and table_name = '${quotedName(to)}.observation'::regclass`,
  )
  expect(placed!.nodes).toBeGreaterThan(1)
})
