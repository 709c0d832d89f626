import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, expectTypeOf, test } from 'vitest'
import type { UserMemory } from '../../src/index.ts'
import type { Store } from '../../src/core/store/store.ts'
import { migrations } from '../../src/stores/sqlite/tables/schema.ts'
import { indexStatements, statements } from '../../src/stores/sqlite/tables/statements.ts'

const threadTables = ['thread', 'thread_item', 'thread_append', 'journal']
const userTables = [
  'user',
  'session',
  'observation',
  'document_chunk',
  'vector_chunk',
  'keyed_save',
  'version',
  'unindexed',
  ...threadTables,
]
const source = join(import.meta.dirname, '..', '..', 'src')

/** One use of a user's table in a statement, with the clause that must bind it. */
interface Reference {
  readonly table: string
  readonly alias: string
  readonly kind: 'insert' | 'other'
  readonly clause: string
}

/** Takes sub-queries out of a statement, innermost first, so that each clause is left with its own conditions only. */
function clausesOf(sql: string): string[] {
  const clauses: string[] = []
  let rest = sql.replaceAll(/\s+/g, ' ')
  for (;;) {
    const inner = /\((select [^()]*(?:\([^()]*\)[^()]*)*)\)/.exec(rest)
    if (inner === null) return [...clauses, rest]
    clauses.push(inner[1]!)
    rest = rest.replace(inner[0], '(subquery)')
  }
}

const tableList =
  /\b(from|join|into|update) (.*?)(?= (?:where|order|limit|join|on|set|group|values)\b| \(|$)/g

function referencesOf(sql: string): Reference[] {
  return clausesOf(sql).flatMap((clause) =>
    [...clause.matchAll(tableList)].flatMap(([, word, list = '']) =>
      list
        .split(', ')
        .map((entry) => entry.split(' ').filter((part) => part !== 'as'))
        .filter(([table = '']) => userTables.includes(table))
        .map(([table = '', alias = table]) => ({
          table,
          alias,
          kind: word === 'into' ? ('insert' as const) : ('other' as const),
          clause,
        })),
    ),
  )
}

const base = String.raw`\(\?1 << 27\)`
const lastOfUser = String.raw`${base} \+ 134217727`

/** Tells whether a written row is the user's, by its key or its column of users. */
function insertsForUser({ table, clause }: Reference): boolean {
  const [, columns = '', values = ''] = /\(([^)]*)\) values \((.*)\)/.exec(clause) ?? []
  if (table === 'user') return columns === 'user_id' && values === '?1'
  if (table === 'keyed_save' || table === 'version' || threadTables.includes(table))
    return columns.startsWith('user, ') && values.startsWith('?1, ')
  const rest = new RegExp(`^${base} \\+ \\?2, (.*)`).exec(values)?.[1]
  if (rest === undefined || !columns.startsWith('key, ')) return false
  return columns.startsWith('key, user, ') ? rest.startsWith('?1, ') : table.endsWith('_chunk')
}

/** Tells whether a clause gives this reference rows of user ?1 only, by its own conditions and those around it. */
function bindsUser(reference: Reference, others: readonly Reference[]): boolean {
  const { table, alias, kind, clause } = reference
  if (kind === 'insert') return insertsForUser(reference)
  const [, where = ''] = / where (.*)$/.exec(clause) ?? []
  const column = (name: string): string => String.raw`(?<![\w.])(?:${alias}\.)?${name}`
  const byColumn = { user: ['number', 'user_id'], document_chunk: [], vector_chunk: [] }[table] ?? ['user']
  const bindings = byColumn.map((name) => String.raw`${column(name)} = \?1\b`)
  if (table !== 'user') {
    bindings.push(
      String.raw`${column('key')} = ${base} \+ \?\d`,
      String.raw`${column('key')} between \?1 << 27 and ${lastOfUser}`,
      String.raw`${column('key')} > ${base} \+ \?\d and ${column('key')} <= ${lastOfUser}`,
      // A number that a row of the user's own names, under the user's own keys.
      String.raw`${column('key')} = ${base} \+ [kv]\.(session|observation)$`,
    )
  }
  // A session that a row of the user's own names is the user's own.
  const owners = others.filter((other) => other.clause !== clause && bindsUser(other, []))
  if (table === 'session')
    bindings.push(...owners.map((owner) => String.raw`${column('key')} = ${owner.alias}\.session$`))
  // The number of the user's own row.
  if (table === 'unindexed' && owners.some((owner) => owner.table === 'user'))
    bindings.push('user = (?:user\\.)?number$')
  // A session that is joined to the user's own row.
  const isJoined = clause.includes(` join session ${alias} on ${alias}.user = user.number and `)
  const isUsersRow = /from user left join .* where user_id = \?1$/.test(clause)
  if (table === 'session' && isJoined && isUsersRow) return true
  return !hasAlternatives(where) && bindings.some((binding) => new RegExp(binding).test(where))
}

/** Tells whether `or` joins conditions outside of any parentheses. */
function hasAlternatives(where: string): boolean {
  let outside = where
  for (let before = ''; before !== outside;) {
    before = outside
    outside = outside.replaceAll(/\([^()]*\)/g, '')
  }
  return / or /.test(outside)
}

function unbound(sql: string): string[] {
  const references = referencesOf(sql)
  return references
    .filter((reference) => !bindsUser(reference, references))
    .map(({ table, clause }) => `${table} in: ${clause}`)
}

const all = Object.entries(statements).map(([name, sql]) => ({ name, sql }))

describe('R2 each statement on a table of users', () => {
  test.each(all)('R2 $name binds the user at every table it names', ({ sql }) => {
    expect(referencesOf(sql)).not.toEqual([])
    expect(unbound(sql)).toEqual([])
  })

  test.each([
    'select * from observation where key = ?2',
    'select * from observation where user = ?2 and key = ?1',
    'select * from observation where user = ?1 or type = ?2',
    'select * from observation where key >= (?1 << 27) + ?2 order by key',
    'select * from session where key between ?1 << 27 and ?2',
    'select o.*, (select id from session where key = o.session) from observation o where o.key = ?2',
    'select o.*, (select id from session where key = ?2) from observation o where o.key = (?1 << 27) + ?2',
    'select * from observation o, session s where o.user = ?1',
    'select * from observation o join session s on s.key = o.session where o.user = ?1',
    'select * from observation where topic_key in (select topic_key from observation) and user = ?1',
    'delete from session',
    'update user set types = ?2 where number = ?2',
    'insert into user (user_id) values (?2)',
    'insert into session (key, user, id) values (?2, ?1, ?3)',
    'insert into keyed_save (user, number, key) values (?2, ?1, ?3)',
    'insert into keyed_save (number, user, key) values (?1, ?2, ?3)',
    'select draft from keyed_save where key = ?2',
    'insert into thread_item (thread, user, number) values (?1, ?2, ?3)',
    'select item from thread_item i where i.user = ?1 or i.thread = ?2',
    'select name from thread t where t.number = ?2',
    'insert into session (key, user, id) values ((?1 << 27) + ?2, ?3, ?4)',
  ])('R2 would be found unbound: %s', (sql) => {
    expect(unbound(sql)).not.toEqual([])
  })

  test('R2 only opening, rebuilding and erasing read a table of users without one', () => {
    const whole = Object.entries(indexStatements).filter(([, sql]) => referencesOf(sql).length > 0)
    expect(whole.map(([name]) => name)).toEqual([
      'anyUser',
      'detachedUser',
      'nextUnindexed',
      'everyObservation',
      'usersToSweep',
      'usersToEmbed',
    ])
  })

  test.each(all)('R16 $name reaches its rows by a key that begins with the user', ({ sql }) => {
    const { onUsers, walks } = planOf(sql)
    expect(walks).toEqual([])
    expect(onUsers.length > 0 || sql.startsWith('insert')).toBe(true)
  })

  test.each([
    'select * from observation where type = ?1',
    'select * from session',
    'select max(ended_at) from session',
    'select * from observation o where user = ?1 and exists (select 1 from session s where s.summary = o.content)',
  ])('R16 would be found to walk over all users: %s', (sql) => {
    expect(planOf(sql).walks).not.toEqual([])
  })
})

const database = new DatabaseSync(':memory:')
for (const { sql } of migrations) for (const step of sql) database.exec(step)

const reachesByUser = /^SEARCH \w+ USING .*\((?:rowid|user|user_id)(?:=|>|<)\?/

/** The steps of a statement's plan on tables of users, and those among them that touch more than one user's rows. */
function planOf(sql: string): { onUsers: string[]; walks: string[] } {
  const highest = Math.max(0, ...[...sql.matchAll(/\?(\d+)/g)].map(([, number]) => Number(number)))
  const values = Array.from({ length: highest }, () => 1)
  const plan = database.prepare(`explain query plan ${sql}`).all(...values)
  const names = new Set([...userTables, ...referencesOf(sql).map(({ alias }) => alias)])
  const onUsers = plan
    .map((step) => String(step['detail']))
    .filter((step) => names.has(/^(?:SCAN|SEARCH) (\w+)/.exec(step)?.[1] ?? ''))
  return { onUsers, walks: onUsers.filter((step) => !reachesByUser.test(step)) }
}

describe('R2 SQL', () => {
  /** Texts of a user's that look like SQL, to be searched for and saved. */
  const hostile = /^testing\//
  const statement =
    /\b(select\s[^'"`]*\sfrom|insert\s+(?:or\s+\w+\s+)?into|update\s+\w+\s+set|delete\s+from|create\s+(?:virtual\s+)?table)\b/i

  test('R2 is written under src/stores only', () => {
    const names = readdirSync(source, { recursive: true, encoding: 'utf8' }).map((name) =>
      name.split(sep).join('/'),
    )
    const code = names.filter((name) => name.endsWith('.ts') && !hostile.test(name))
    const withSql = code.filter((name) =>
      statement.test(withoutComments(readFileSync(join(source, name), 'utf8'))),
    )
    // Reads the databases of other programs, which hold no memory of ours.
    const foreign = 'maintenance/import-from/database.ts'
    expect(withSql.filter((name) => !name.startsWith('stores/') && name !== foreign)).toEqual([])
    expect(withSql).toContain('stores/sqlite/tables/statements.ts')
  })
})

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
}

describe('R2 the interfaces', () => {
  // Operators alone list the users with something to remove or to embed.
  type Scoped = Omit<
    Store,
    'language' | 'usersToSweep' | 'usersToEmbed' | 'close' | typeof Symbol.asyncDispose
  >
  type Operation = (...input: never[]) => unknown
  type FirstOf<Methods> = {
    [Name in keyof Methods]: Methods[Name] extends Operation ? Parameters<Methods[Name]>[0] : never
  }
  type InputOf<Methods> = {
    [Name in keyof Methods]: Methods[Name] extends Operation ? Parameters<Methods[Name]>[number] : never
  }[keyof Methods]
  type Named<Input> = Input extends { userId?: unknown }
    ? 'userId' extends keyof Input
      ? Input
      : never
    : never

  test('R2 every method of a store takes the user first', () => {
    expectTypeOf<FirstOf<Scoped>>().toEqualTypeOf<{ [Name in keyof Scoped]: string }>()
    const files = ['store', 'history-store', 'journal-store', 'vector-store'].map(
      (name) => `core/store/${name}.ts`,
    )
    const text = files.map((file) => withoutComments(readFileSync(join(source, file), 'utf8'))).join('\n')
    const bodies = [...text.matchAll(/interface \w*Store (?:extends .*)?\{\n([\s\S]*?)\n\}/g)]
    const methods = [
      ...bodies
        .map(([, body]) => body)
        .join('\n')
        .matchAll(/^ {2}(\w+)\(\s*(\w*)(?:: (\w+))?/gm),
    ].map(([, ...parts]) => parts)
    expect(methods.length).toBeGreaterThanOrEqual(11)
    expect(
      methods
        .filter(([name = '']) => !['close', 'usersToSweep', 'usersToEmbed'].includes(name))
        .filter(([, first, type]) => first !== 'userId' || type !== 'string'),
    ).toEqual([])
  })

  test('R2 no method of a bound memory takes a user', () => {
    expectTypeOf<Named<InputOf<UserMemory>>>().toEqualTypeOf<never>()
    expectTypeOf<Named<InputOf<{ read: (input: { userId: string }) => void }>>>().not.toEqualTypeOf<never>()
    const files = ['governance', 'observations', 'search', 'sessions', 'transfer'].map((area) => `/${area}`)
    const text = ['', ...files]
      .map((file) => withoutComments(readFileSync(join(source, `core/user-memory${file}.ts`), 'utf8')))
      .join('\n')
    const bodies = text.match(/interface (?:UserMemory|\w+Operations)\b[^{]*\{\n[\s\S]*?\n\}/g) ?? []
    expect(bodies).toHaveLength(1 + files.length)
    const body = bodies.join('\n')
    expect(new Set(body.match(/\buser\w*/gi))).toEqual(new Set(['UserMemory', 'userId']))
    expect(body.match(/\buserId: string/g)).toHaveLength(1)
    expect(body).toContain('readonly userId: string')
  })
})
