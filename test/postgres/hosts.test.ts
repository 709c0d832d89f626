import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { CommandLine } from '../cli/command.ts'
import { serving } from '../cli/serving.ts'
import { asSuperuser, emptyDatabase, urlOf, type Database } from './databases.ts'
import { documentedLines, wordsOf } from './documented.ts'
import { query } from './own-server.ts'
import { startPooler } from './pooler.ts'

const page = 'postgresql-hosts.md'

interface Hosted {
  readonly database: Database
  /** Role that the host gives. */
  readonly owner: string
  readonly application: string
}

/** A database as a host gives it: its owner is no superuser, and has these rights. */
async function withHosted(rights: string, work: (hosted: Hosted) => Promise<void>): Promise<void> {
  const database = await emptyDatabase()
  const [owner, application] = ['owner', 'user'].map(
    (name) => `memory_test_${name}_${database.name.slice(-8)}`,
  )
  const hosted = { database, owner: owner!, application: application! }
  await asSuperuser(database, `create role ${owner} login ${rights} password '${secretOf(hosted)}'`)
  await asSuperuser(database, `alter database ${database.name} owner to ${owner}`)
  try {
    await work(hosted)
  } finally {
    await asSuperuser(database, `alter database ${database.name} owner to postgres`)
    for (const { role } of await asSuperuser<{ role: string }>(
      database,
      'select rolname as role from pg_roles where rolname = any($1)',
      [[application, owner]],
    )) {
      await asSuperuser(database, `drop owned by ${role} cascade`)
      await asSuperuser(database, `drop role ${role}`)
    }
  }
}

function secretOf({ database, owner }: Hosted): string {
  const { password } = new URL(urlOf(database, owner))
  return password === '' ? 'secret' : password
}

/** Runs the SQL of the page that creates the role of the application. */
async function createApplication(hosted: Hosted): Promise<void> {
  const sql = documentedLines(page, 'sql', 'create role')
    .join('\n')
    .replaceAll('memory_app', hosted.application)
    .replaceAll('…', secretOf(hosted))
    .replaceAll(/\bdatabase \w+/g, `database ${hosted.database.name}`)
  await query(urlOf(hosted.database, hosted.owner), sql)
}

test.each([
  ['Neon and Supabase', 'createdb createrole bypassrls'],
  ['Amazon RDS and Cloud SQL', 'createdb createrole'],
])('the page works with such a role as %s give', async (_hosts, rights) => {
  await withHosted(rights, async (hosted) => {
    await createApplication(hosted)
    const own = {
      $OWNER_DATABASE_URL: urlOf(hosted.database, hosted.owner),
      $DATABASE_URL: urlOf(hosted.database, hosted.application),
      memory_app: hosted.application,
    }
    const cli = new CommandLine(undefined, { ILAB_MEMORY_DB_PATH: own.$DATABASE_URL })
    const [migrate, doctor, serve, ...others] = documentedLines(page, 'sh', 'ilab-memory doctor')
    expect(others).toEqual([])
    for (const line of [migrate!, doctor!])
      expect(await cli.run(wordsOf(line, own))).toMatchObject({ code: 0, stderr: '' })
    expect(serve).toBe('ILAB_MEMORY_DB_PATH="$DATABASE_URL" ilab-memory serve')
    const server = await serving(cli)
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    await server.end()
    // The role of the host is refused as the application's, with its right to bypass row security or without.
    const asOwner = ILabMemory.fromPostgres(own.$OWNER_DATABASE_URL, { role: 'owner' })
    if (rights.includes('bypassrls')) await expect(asOwner).rejects.toMatchObject({ code: 'storage' })
    else await (await asOwner).close()
  })
})

test('one role, behind a pooler in transaction mode that keeps no prepared statements', async () => {
  await withHosted('createdb createrole', async ({ database, owner }) => {
    const cli = new CommandLine()
    const migrate = documentedLines(page, 'sh', '--role owner').find((line) => line.includes('migrate'))
    const migrated = await cli.run(wordsOf(migrate!, { $DATABASE_URL: urlOf(database, owner) }))
    expect(migrated).toMatchObject({ code: 0 })
    const pooler = await startPooler(database, owner, 2)
    try {
      await using memory = await ILabMemory.fromPostgres(pooler.url, {
        role: 'owner',
        preparedStatements: false,
        connections: 1,
      })
      const users = ['ada', 'bob'].map((userId) => memory.forUser(userId))
      await Promise.all(users.map((user) => user.save({ type: 'profile', title: 'Name', content: 'here' })))
      for (const user of users) expect(await user.search('name')).toHaveLength(1)
    } finally {
      pooler.stop()
    }
  })
})
