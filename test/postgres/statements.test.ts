import { describe, expect, test } from 'vitest'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { breachesOf } from './cluster-rules/forms.ts'
import { statements } from '../../src/stores/postgres/tables/statements.ts'

describe('R2 R41 every statement', () => {
  test.each(Object.entries(statements))(
    '%s binds each table that it names to the user by equality',
    (_name, sql) => expect(breachesOf(sql)).toEqual([]),
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
    expect(breachesOf(sql)).toEqual(['reads or changes a table without binding it to the user'])
  })
})
