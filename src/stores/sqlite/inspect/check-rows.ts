import type { DatabaseSync } from 'node:sqlite'
import { countedItems, countedRows } from './counted-rows.ts'
import type { CheckName, Finding, Report } from './finding.ts'
import { problemsOf } from './copy-file.ts'

interface Rule {
  readonly check: CheckName
  readonly severity: Finding['severity']
  readonly message: string
  /** Query that counts the rows that break the rule. */
  readonly sql: string
}

/** Tells in SQL whether a row of `version v` belongs to nothing. */
export const isOrphanVersion = `(not exists (select 1 from observation o where o.key = (v.user << 27) + v.observation)
  or v.session <> 0 and not exists (select 1 from session s where s.key = (v.user << 27) + v.session))`

const counted = countedRows('u.number')
const countedThread = countedItems('t')

/** Rules between rows of different tables that no foreign key enforces. */
const rules: readonly Rule[] = [
  {
    check: 'orphans',
    severity: 'error',
    message: 'observations that belong to no session of their user',
    sql: `select count(*) as n from observation o
      where o.session <> o.user << 27 and not exists (select 1 from session s where s.key = o.session and s.user = o.user)`,
  },
  {
    check: 'orphans',
    severity: 'error',
    message: 'rows whose key is of another user than they say',
    sql: `select (select count(*) from observation where key >> 27 <> user)
      + (select count(*) from session where key >> 27 <> user) as n`,
  },
  {
    check: 'orphans',
    severity: 'error',
    message: 'saves under idempotency keys whose session or observation is gone',
    sql: `select count(*) as n from keyed_save k
      where k.session <> 0 and not exists (select 1 from session s where s.key = (k.user << 27) + k.session)
      or (draft is not null and not exists (select 1 from observation o where o.key = (k.user << 27) + k.observation))`,
  },
  {
    check: 'orphans',
    severity: 'error',
    message: 'entries of the journal that name an observation that is gone',
    sql: `select count(*) as n from journal j where json_valid(ids) = 0 or exists (select 1 from json_each(j.ids)
      where value <> 0 and not exists (select 1 from observation o where o.key = (j.user << 27) + value))`,
  },
  {
    check: 'versions',
    severity: 'error',
    message: 'earlier versions of an observation or session that is gone',
    sql: `select count(*) as n from version v where ${isOrphanVersion}`,
  },
  {
    check: 'counts',
    severity: 'error',
    message: 'users whose counts are not those of their rows',
    sql: `select count(*) as n from user u where user_id is not null and (
      observations <> ${counted.observations} or sessions <> ${counted.sessions} or bytes <> ${counted.bytes}
      or next_id <= ${counted.lastId} or next_session <= ${counted.lastSession})`,
  },
  {
    check: 'counts',
    severity: 'error',
    message: 'users with an observation that expires before they say',
    sql: `select count(*) as n from user u where user_id is not null and exists (select 1 from observation o
      where o.user = u.number and (u.next_expiry is null or o.expires_at < u.next_expiry) and o.expires_at is not null)`,
  },
  {
    check: 'counts',
    severity: 'error',
    message: 'threads with other counts than their items have',
    sql: `select count(*) as n from thread t where exists (select 1 from user where number = t.user and user_id is not null)
      and (items <> ${countedThread.items} or bytes <> ${countedThread.bytes})`,
  },
  {
    check: 'sessions',
    severity: 'error',
    message: 'users with another active session than their one open session without a key',
    sql: `select count(*) as n from user u where user_id is not null and (
      (select count(*) from session s where s.user = u.number and ended_at is null and name is null) <> (active_session is not null)
      or (active_session is not null and not exists (select 1 from session s
        where s.key = (u.number << 27) + u.active_session and s.ended_at is null and s.name is null)))`,
  },
  {
    check: 'erasure',
    severity: 'warning',
    message: 'erased users whose data is not wholly removed yet: open the store, or repair',
    sql: 'select count(*) as n from user where user_id is null',
  },
]

/** Runs SQLite's own checks, and those of the rules between rows. */
export function checkRows(database: DatabaseSync, report: Report): void {
  const problems = problemsOf(database)
  const inIndex = problems.filter((text) => /fts5/i.test(text)).length
  if (inIndex > 0) report('index_structure', 'error', 'the index of terms is damaged')
  if (problems.length > inIndex)
    report(
      'integrity',
      'error',
      `SQLite finds the file inconsistent (${problems.length - inIndex} findings): restore a backup`,
    )
  const strays = database.prepare('pragma foreign_key_check').all().length
  if (strays > 0) report('foreign_keys', 'error', `${strays} rows belong to no user`)
  for (const { check, severity, message, sql } of rules) {
    const count = Number(database.prepare(sql).get()?.['n'])
    if (count > 0) report(check, severity, `${count} ${message}`)
  }
}
