import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, type Node } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { opening } from '../../src/stores/postgres/connection/transaction.ts'
import { migrations } from '../../src/stores/postgres/tables/schema.ts'
import { statements } from '../../src/stores/postgres/tables/statements.ts'
import { childrenOf } from '../architecture/public-types/declarations.ts'
import { breachesOf } from './cluster-rules/forms.ts'
import { NotRouted, Routing } from './cluster-rules/routed-pool.ts'

const source = join(import.meta.dirname, '../../src/stores/postgres')

/** Every text in the sources that begins as a query does, with an `x` for what is put in. */
function sqlIn(file: string): string[] {
  const texts: string[] = []
  const visit = (node: Node): void => {
    if (node.type === 'TemplateLiteral') texts.push(node.quasis.map(({ value }) => value.raw).join('x'))
    if (node.type === 'Literal' && typeof node.value === 'string') texts.push(node.value)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(parseSync(file, readFileSync(join(source, file), 'utf8')).program)
  return texts.filter((text) => /^\s*(?:select|with|merge)\s/.test(text))
}

const ofUser = (sql: string): boolean => !/join|user_id, user_key|as place/.test(sql)

describe('R43 every statement takes a form that a cluster routes to one node', () => {
  test.for(Object.entries(statements))('%s', ([, sql]) => expect(breachesOf(sql)).toEqual([]))

  const others = globSync('connection/**/*.ts', { cwd: source })
    .concat('migration/preflight.ts', 'migration/pending.ts')
    .flatMap((file) => sqlIn(file).map((sql) => ({ name: `${file}: ${sql.slice(0, 60)}`, sql })))
    .filter(({ sql }) => ofUser(sql))

  test.for(others)('$name', ({ sql }) => expect(breachesOf(sql)).toEqual([]))

  const rows = 'json_to_recordset($2::json) as r (id integer)'
  test.for([
    // What a cluster of Citus 13.2 refused, or sent through its coordinator.
    `insert into ilab_memory.observation (user_key, id) select $1, r.id from ${rows}`,
    `insert into ilab_memory.observation (user_key, id) select r.user_key, r.id from ${rows}`,
    'insert into ilab_memory.posting (user_key, bucket) select $1, r.b from unnest($2::text[]) as r (b)',
    `insert into ilab_memory.posting (user_key, bucket) select u.user_key, r.b from ilab_memory.user_state u
      cross join unnest($2::text[]) as r (b)`,
    'select max(id), (select rolsuper from pg_roles where rolname = current_user) from ilab_memory.schema_version',
    `select pg_has_role(current_user, 1, 'usage') from ilab_memory.user_state where user_key = $1`,
    `select set_config('ilab_memory.user_key', $1, true)`,
    'with gone as (delete from ilab_memory.session where user_key = $1 returning id) select id from gone',
    `with o as (insert into ilab_memory.vector (user_key, observation, data) values ($1, 1, 'x'))
      update ilab_memory.user_state set next_id = 200 where user_key = $1`,
    `merge into ilab_memory.posting p using (select u.user_key, r.b from ilab_memory.user_state u
      cross join unnest($2::text[]) as r (b) where u.user_key = $1) r on p.user_key = r.user_key
      when matched then update set data = p.data || ''`,
    'update ilab_memory.session set user_key = $2 where user_key = $1',
    // What would reach several nodes.
    'select * from ilab_memory.session',
    'select * from ilab_memory.session where user_key = $1 or ended_at is null',
    'select * from ilab_memory.session where user_key = $2',
    'select * from ilab_memory.session where number = (select 1 from ilab_memory.thread where user_key = $1)',
    'select * from ilab_memory.session s join ilab_memory.thread t on t.number = s.number where s.user_key = $1',
    'select * from ilab_memory.session where user_key = $1 union all select * from ilab_memory.session',
    'delete from ilab_memory.session s using unnest($2::integer[]) as r (n) where s.number = r.n',
    'insert into ilab_memory.vector (observation, user_key, data) values (1, $1, $2)',
    'insert into ilab_memory.vector (user_key, observation, data) values ($2, $1, $3)',
    `insert into ilab_memory.vector (user_key, observation) values ($1, 2) on conflict (observation) do nothing`,
    'select s.id from ilab_memory.session s join ilab_memory.schema_version v on true where s.user_key = $1',
    'select random() from ilab_memory.session where user_key = $1',
  ])('would refuse: %s', (sql) => expect(breachesOf(sql)).not.toEqual([]))
})

test('no policy tests a nullif for null, which Citus cannot add to a distributed table', () => {
  const policies = migrations.flatMap(({ sql }) => sql).filter((sql) => sql.startsWith('create policy'))
  const isRefused = (sql: string): boolean => /nullif\([^]*?''\)(?:::\w+)?\s+is (?:not )?null/.test(sql)
  expect(policies.filter(isRefused)).toEqual([])
  expect(isRefused(`using (nullif(current_setting('a.b', true), '')::bigint is not null)`)).toBe(true)
})

describe('R43 the executor that stands for a cluster', () => {
  const [begin, enter] = opening('begin', 'ilab_memory.user_key', 'a')
  const read = { text: 'select * from ilab_memory.session where user_key = $1', values: ['a'] }
  const runs = (...queries: (string | typeof read)[]): void => {
    const routing = new Routing()
    for (const query of queries) routing.check(typeof query === 'string' ? { text: query } : query)
  }

  test('takes the transactions of the store', () => {
    runs(
      begin,
      enter,
      read,
      'commit',
      begin.replace(';', ' isolation level repeatable read read only;'),
      enter,
      read,
    )
    runs('select coalesce(max(id), 0) as version from ilab_memory.schema_version')
  })

  test.for<[string, (string | typeof read)[]]>([
    ['a statement without a transaction', [read]],
    ['a transaction that passes no settings on', ['begin', enter, read]],
    ['settings and beginning in one text', [`${begin}; ${enter}`, read]],
    ['a statement before the setting', [begin, read]],
    ['two users in one transaction', [begin, enter, { ...read, values: ['b'] }]],
    ['a second setting', [begin, enter, opening('begin', 'ilab_memory.user_key', 'b')[1]]],
    ['a setting for the whole connection', [begin, enter.replace('set local ', 'set ')]],
    ['a user that is left from the transaction before', [begin, enter, 'commit', begin, read]],
    ['a transaction in a transaction', [begin, enter, begin]],
    [
      'a form that a cluster refuses',
      [begin, enter, { text: 'select * from ilab_memory.session', values: ['a'] }],
    ],
  ])('refuses %s', ([, queries]) => expect(() => runs(...queries)).toThrow(NotRouted))
})
