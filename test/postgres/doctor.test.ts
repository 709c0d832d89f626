import { beforeAll, describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { doctorPostgres } from '../../src/maintenance/index.ts'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import { CommandLine } from '../cli/command.ts'
import { applicationRole, asSuperuser, emptyDatabase, ownerRole, urlOf, type Database } from './databases.ts'

let database: Database
let owner: string

beforeAll(async () => {
  database = await emptyDatabase()
  owner = urlOf(database, ownerRole)
})

describe('R33 doctor of a PostgreSQL database', () => {
  test('tells what is pending where nothing was migrated', async () => {
    const { isHealthy, findings, users } = await doctorPostgres(owner)
    expect({ isHealthy, users, first: findings[0] }).toMatchObject({
      isHealthy: false,
      users: null,
      first: { check: 'schema', severity: 'error', message: expect.stringContaining('migration 1') },
    })
  })

  test('finds nothing in a database with users of every kind', async () => {
    await migratePostgres(owner, { applicationRole })
    await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole))
    for (const name of ['ada', 'bob']) {
      const user = memory.forUser(name)
      const draft = {
        type: 'preference',
        title: 'Theme',
        content: 'dark',
        topicKey: 'ui/theme',
        keywords: ['UI'],
      }
      await user.save(draft, { idempotencyKey: 'once' })
      await user.save({ ...draft, content: 'light, since the office is bright' })
      await user.save({ type: 'pattern', title: 'Café', content: 'crème brûlée crème', status: 'pending' })
      await user.save({ type: 'discovery', title: 'Gone', content: 'soon' })
      await user.forget(3)
      await user.thread('chat').append([{ role: 'user', content: 'hello' }])
    }
    expect(await doctorPostgres(owner)).toMatchObject({ isHealthy: true, findings: [], users: 2 })
  })

  test('checks all but the users as the role of the application', async () => {
    expect(await doctorPostgres(urlOf(database, applicationRole))).toMatchObject({
      isHealthy: true,
      users: null,
    })
  })

  test.for<[string, string, string, string]>([
    [
      'row_security',
      'a table without forced row security',
      'alter table T.session no force row level security',
      'alter table T.session force row level security',
    ],
    [
      'row_security',
      'a missing policy',
      'alter policy own_rows on T.thread rename to other',
      'alter policy other on T.thread rename to own_rows',
    ],
    [
      'row_security',
      'a table that its owner reads blindly',
      'alter policy named_user on T.session rename to other',
      'alter policy other on T.session rename to named_user',
    ],
    [
      'rights',
      'a right to truncate',
      `grant truncate on T.posting to ${applicationRole}`,
      `revoke truncate on T.posting from ${applicationRole}`,
    ],
    [
      'rights',
      'rights of every role',
      'grant select on T.journal to public',
      'revoke select on T.journal from public',
    ],
    [
      'counts',
      'counts that differ',
      `update T.user_state set bytes = bytes + 1 where user_id = 'ada'`,
      `update T.user_state set bytes = bytes - 1 where user_id = 'ada'`,
    ],
    [
      'index_terms',
      'words that the index lacks',
      `update T.posting set chunk = 9 where bucket < 'e'`,
      `update T.posting set chunk = 0 where chunk = 9`,
    ],
    [
      'ranking_records',
      'a lost row of ranking records',
      'update T.document_chunk set chunk = 5',
      'update T.document_chunk set chunk = 0',
    ],
    [
      'orphans',
      'versions of what is gone',
      'update T.version set observation = 99',
      'update T.version set observation = 1',
    ],
    [
      'analyzer',
      'an index of an earlier layout',
      `update T.user_state set analyzer = 'english-4' where user_id = 'bob'`,
      `update T.user_state set analyzer = (select analyzer from T.user_state where user_id = 'ada')`,
    ],
  ])('finds %s: %s', async ([check, , damage, mend]) => {
    const run = (sql: string): Promise<unknown> => asSuperuser(database, sql.replaceAll('T.', 'ilab_memory.'))
    await run(damage)
    const { isHealthy, findings } = await doctorPostgres(owner)
    await run(mend)
    expect({ isHealthy, checks: findings.map((finding) => finding.check) }).toEqual({
      isHealthy: false,
      checks: [check],
    })
    expect(JSON.stringify(findings)).not.toMatch(/ada|bob|dark|Theme/)
    expect(await doctorPostgres(owner)).toMatchObject({ isHealthy: true })
  })

  test('is a command, which tells by its exit code and names no user', async () => {
    const application = urlOf(database, applicationRole)
    const cli = new CommandLine()
    const healthy = await cli.run(['doctor', '--store', application, '--owner-url', owner, '--json'])
    expect({ code: healthy.code, answer: JSON.parse(healthy.stdout) }).toMatchObject({
      code: 0,
      answer: { is_healthy: true, findings: [], users: 2, versions: { citus: null } },
    })
    await asSuperuser(database, `update ilab_memory.user_state set sessions = 9 where user_id = 'ada'`)
    const damaged = await cli.run(['doctor', '--store', application, '--owner-url', owner])
    expect(damaged).toMatchObject({ code: 16, stdout: expect.stringContaining('counts') })
    const asApplication = await cli.run(['doctor', '--store', application])
    expect(asApplication).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Users were not checked'),
    })
  })
})
