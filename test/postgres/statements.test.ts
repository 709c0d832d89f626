import { describe, expect, test } from 'vitest'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { statements } from '../../src/stores/postgres/tables/statements.ts'

/** Words that may follow a table's name without being its alias. */
const keywords = new Set([
  'where',
  'set',
  'on',
  'order',
  'union',
  'select',
  'using',
  'join',
  'group',
  'limit',
  'values',
  'cross',
  'left',
])

/** The parts of a statement that name tables for themselves: each `select`, and the statement around it. */
function scopesOf(sql: string): string[] {
  const inner = [...sql.matchAll(/\(\s*(select[^()]*(?:\([^()]*\)[^()]*)*)\)/g)].map(([, text]) => text!)
  const outer = inner.reduce((text, scope) => text.replace(scope, ''), sql)
  return [...inner, outer].flatMap((text) => text.split(/\bunion all\b/))
}

/** Tables that a part of a statement reads, changes or deletes, by the name under which it knows them. */
function tablesOf(scope: string): string[] {
  const named = [...scope.matchAll(/(?:from|join|update)\s+ilab_memory\.(\w+)(?:\s+(\w+))?/g)]
  return named.map(([, table, alias]) => (alias === undefined || keywords.has(alias) ? table! : alias))
}

function bindsByEquality(scope: string, name: string, isAlone: boolean): boolean {
  const ofItsOwn = new RegExp(`\\b${name}\\.user_key = \\$1\\b`)
  return ofItsOwn.test(scope) || (isAlone && /(?:where|and) user_key = \$1\b/.test(scope))
}

describe('R2 R41 every statement', () => {
  test.each(Object.entries(statements))(
    '%s binds each table that it names to the user by equality',
    (_name, sql) => {
      for (const scope of scopesOf(sql)) {
        const tables = tablesOf(scope)
        for (const table of tables)
          expect([scope, bindsByEquality(scope, table, tables.length === 1)]).toEqual([scope, true])
      }
    },
  )

  test.each(Object.entries(statements).filter(([, sql]) => sql.startsWith('insert')))(
    '%s writes the user into the first column',
    (_name, sql) => {
      expect(sql.replaceAll(/\s+/g, ' ')).toMatch(
        /^insert into ilab_memory\.\w+ \(user_key, .*?\) (values \(\$1, |select u\.user_key, .* where u\.user_key = \$1)/,
      )
    },
  )

  test.each(Object.entries(statements))('%s names nothing but tables of users', (_name, sql) => {
    const tables = [...sql.matchAll(/ilab_memory\.(\w+)/g)].map(([, table]) => table)
    expect(tables.filter((table) => !userTables.includes(table as (typeof userTables)[number]))).toEqual([])
    expect(sql).not.toMatch(/\bpublic\.|pg_|current_setting|;/)
  })

  test.each(Object.entries(statements).filter(([, sql]) => /on conflict/.test(sql)))(
    '%s looks for conflicts within the user only',
    (_name, sql) => expect(sql).toMatch(/on conflict \(user_key[,)]/),
  )

  test.each(Object.entries(statements).filter(([, sql]) => sql.startsWith('insert')))(
    '%s takes rows of a function only beside a table of users, as a cluster requires',
    (_name, sql) => {
      if (/json_to_recordset|unnest/.test(sql))
        expect(sql).toMatch(/from ilab_memory\.user_state u\s+cross join (?:json_to_recordset|unnest)\(/)
    },
  )

  test('the parser sees a table that is not bound', () => {
    const sql =
      'select * from ilab_memory.session where number = $2 and id in (select id from ilab_memory.observation)'
    const found = scopesOf(sql).flatMap((scope) =>
      tablesOf(scope).map((table) => bindsByEquality(scope, table, true)),
    )
    expect(found).toEqual([false, false])
  })
})
