import type { DatabaseSync, StatementSync } from 'node:sqlite'

/**
 * Every statement of the store. `?1` is always the user: the id in the table of users, the user's number everywhere
 * else. Keys are `user << 27 | number`, so a range over one user's keys is a range over nobody else's.
 */
export const statements = {
  readUser: `select number, next_id, next_session, observations, sessions, bytes, types, active_session, last_activity_at
    from user where user_id = ?1`,
  insertUser: 'insert into user (user_id) values (?1)',
  updateUser: `update user set next_id = ?2, next_session = ?3, observations = ?4, sessions = ?5, bytes = ?6, types = ?7,
    active_session = ?8, last_activity_at = ?9 where number = ?1`,
  updateTypes: 'update user set types = ?2 where number = ?1',
  detachUser: 'update user set user_id = null where user_id = ?1',
  deleteUser: 'delete from user where number = ?1 and user_id is null',

  readSession: 'select * from session where key = (?1 << 27) + ?2',
  readSessionId: 'select id from session where key = (?1 << 27) + ?2',
  findSession: 'select * from session where user = ?1 and id = ?2',
  insertSession: `insert into session (key, user, id, started_at, ended_at, last_activity_at, summary, is_auto_generated)
    values ((?1 << 27) + ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8)`,
  completeSession: `update session set ended_at = ?3, last_activity_at = ?4, summary = ?5, is_auto_generated = ?6
    where key = (?1 << 27) + ?2`,
  lastCompletedSessions: `select * from session where user = ?1 and ended_at is not null and summary is not null
    order by ended_at desc, key desc limit ?2`,
  lastCompletedActivity: `select max(last_activity_at) as at from session where user = ?1 and ended_at is not null`,
  sessionsInOrder: 'select * from session where user = ?1 order by started_at, id',
  deleteSessions: 'delete from session where key between ?1 << 27 and (?1 << 27) + 134217727',

  readObservation: `select o.*, (select id from session where key = o.session) as session_id from observation o
    where o.key = (?1 << 27) + ?2`,
  readResult:
    'select type, title, content, topic_key, updated_at from observation where key = (?1 << 27) + ?2',
  readTexts: `select key, type, title, content, updated_at, revision_count from observation
    where key between ?1 << 27 and (?1 << 27) + 134217727 order by key`,
  findByTopic: 'select * from observation where user = ?1 and topic_key = ?2',
  findByDigest: 'select * from observation where user = ?1 and digest = ?2 order by key',
  insertObservation: `insert into observation (key, user, session, type, title, content, topic_key, revision_count,
    created_at, updated_at, digest) values ((?1 << 27) + ?2, ?1, (?1 << 27) + ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`,
  updateObservation: `update observation set session = (?1 << 27) + ?3, type = ?4, title = ?5, content = ?6,
    revision_count = ?7, updated_at = ?8, digest = ?9 where key = (?1 << 27) + ?2`,
  deleteObservation: 'delete from observation where key = (?1 << 27) + ?2',
  observationsById: `select o.*, (select id from session where key = o.session) as session_id from observation o
    where o.key > (?1 << 27) + ?2 and o.key <= (?1 << 27) + 134217727 order by o.key limit ?3`,
  observationsAfter: `select o.*, (select id from session where key = o.session) as session_id from observation o
    where o.user = ?1 and (o.created_at, o.key) >= (?2, (?1 << 27) + ?3) order by o.created_at, o.key limit ?4`,
  observationsBefore: `select o.*, (select id from session where key = o.session) as session_id from observation o
    where o.user = ?1 and (o.created_at, o.key) < (?2, (?1 << 27) + ?3)
      and (?5 is null or o.type in (select value from json_each(?5)))
      and (?6 is null or substr(o.topic_key, 1, length(?6)) = ?6)
    order by o.created_at desc, o.key desc limit ?4`,

  readChunk: 'select data from document_chunk where key = (?1 << 27) + ?2',
  readChunks: `select key - (?1 << 27), data from document_chunk
    where key between ?1 << 27 and (?1 << 27) + 134217727 order by key`,
  writeChunk: `insert into document_chunk (key, data) values ((?1 << 27) + ?2, ?3)
    on conflict (key) do update set data = excluded.data`,
  // Two blobs joined are text to SQLite, of the same bytes.
  appendChunk: `update document_chunk set data = cast(data || ?4 as blob)
    where key = (?1 << 27) + ?2 and length(data) = ?3`,
  deleteChunk: 'delete from document_chunk where key = (?1 << 27) + ?2',

  findKeyedSave: 'select draft, observation, outcome, session from keyed_save where user = ?1 and key = ?2',
  lastKeyedSave: 'select max(number) as number from keyed_save where user = ?1',
  insertKeyedSave: `insert into keyed_save (user, number, key, draft, observation, outcome, session)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
  deleteKeyedSaves: 'delete from keyed_save where user = ?1 and number <= ?2',
  blankKeyedSaves: 'update keyed_save set draft = null where user = ?1 and observation = ?2',
} as const satisfies Record<string, string>

/**
 * Statements on the index, whose terms and rowids begin with the user's number, and on the file as a whole, which
 * only opening, rebuilding and erasing use.
 */
export const indexStatements = {
  addTerms: 'insert into term_index (rowid, terms) values (?1, ?2)',
  removeTerms: `insert into term_index (term_index, rowid, terms) values ('delete', ?1, ?2)`,
  readPostings: 'select doc, offset from term_occurrence where term = ?1',
  // Another number once another connection has written.
  dataVersion: 'pragma data_version',
  readVocabulary:
    'select term from term_vocabulary where term >= ?1 and term < ?2 and length(term) between ?3 and ?4',
  anyUser: 'select number from user limit 1',
  detachedUser: 'select number from user where user_id is null limit 1',
  everyObservation: 'select * from observation order by key',
  readSetting: 'select value from setting where name = ?1',
  writeSetting: `insert into setting (name, value) values (?1, ?2) on conflict (name) do update set value = excluded.value`,
  // FTS5 keeps what it knows of its segments under this number.
  indexStructure: 'select block from term_index_data where id = 10',
  anyPage: 'select 1 from term_index_data where id between ?1 << 37 and ((?1 + 1) << 37) - 1 limit 1',
  firstSeparator: 'select pgno from term_index_idx where segid = ?1 order by term limit 1',
  separators: 'select segid, term, pgno from term_index_idx where term >= ?1 and term < ?2',
  firstTermFrom: 'select term from term_vocabulary where term >= cast(?1 as text) order by term limit 1',
} as const satisfies Record<string, string>

type Name = keyof typeof statements | keyof typeof indexStatements

/** Statements whose rows come as arrays: they are read by the thousand. */
const asArrays: ReadonlySet<Name> = new Set<Name>([
  'readUser',
  'readPostings',
  'readVocabulary',
  'readChunks',
  'readResult',
  'dataVersion',
])

/** The prepared statements of one connection. */
export type Statements = Readonly<Record<Name, StatementSync>>

/** Prepares each statement once. */
export function prepareStatements(database: DatabaseSync): Statements {
  const entries = Object.entries({ ...statements, ...indexStatements }).map(([name, sql]) => {
    const statement = database.prepare(sql)
    if (asArrays.has(name as Name)) statement.setReturnArrays(true)
    return [name, statement] as const
  })
  return Object.fromEntries(entries) as unknown as Statements
}
