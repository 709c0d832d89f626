import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { countedBytes } from '../../shared/columns.ts'
import { observations, sessions, versions } from './columns.ts'
import { dataTextsOf, passesFilter } from './filter.ts'
import { journalStatements } from './journal-statements.ts'
import { threadStatements } from './thread-statements.ts'
import { vectorStatements } from './vector-statements.ts'

// A session that the observation names is the user's own.
const withSession = `${observations.selected}, (select id from session where key = o.session) as sessionId`

const userColumns = `user.number, next_id, next_session, observations, sessions, bytes, types, active_session,
  user.last_activity_at, paused, next_expiry, vector_space, is_embedded, version, (select next from unindexed where user = user.number)`

/**
 * Statements on rows. `?1` is always the user: the id in the table of users, the user's number elsewhere. Keys are
 * `user << 27 | number`, so a range over one user's keys holds no key of another user. Lists of columns come from
 * `columns.ts`, in the order that `shared/columns.ts` gives.
 */
export const statements = {
  readUser: `select ${userColumns} from user where user_id = ?1`,
  // One statement instead of two: nearly every write asks for the active session.
  readUserWithSession: `select ${userColumns}, s.id, s.started_at, s.last_activity_at
    from user left join session s on s.user = user.number and s.key = (user.number << 27) + active_session
    where user_id = ?1`,
  insertUser: 'insert into user (user_id) values (?1)',
  updateUser: `update user set next_id = ?2, next_session = ?3, observations = ?4, sessions = ?5, bytes = ?6, types = ?7,
    active_session = ?8, last_activity_at = ?9, paused = ?10, next_expiry = ?11, vector_space = ?12,
    is_embedded = ?13, version = ?14 where number = ?1`,
  updateTypes: 'update user set types = ?2 where number = ?1',
  detachUser: 'update user set user_id = null where user_id = ?1',
  deleteUser: 'delete from user where number = ?1 and user_id is null',

  readSession: `select ${sessions.selected} from session where key = (?1 << 27) + ?2`,
  findSession: `select ${sessions.selected} from session where user = ?1 and id = ?2`,
  findByName: `select ${sessions.selected} from session
    where user = ?1 and name = ?2 and name is not null and ended_at is null`,
  insertSession: `insert into session (key, user, ${sessions.inserted})
    values ((?1 << 27) + ?2, ?1, ${sessions.values})`,
  updateSession: `update session set ${sessions.updated} where key = (?1 << 27) + ?2`,
  lastCompletedSessions: `select ${sessions.selected} from session where user = ?1 and ended_at is not null and summary is not null
    order by ended_at desc, key desc limit ?2`,
  lastSessionActivity: `select max(last_activity_at) as at from session
    where user = ?1 and (ended_at is not null or name is not null)`,
  sessionsInOrder: `select ${sessions.selected} from session where user = ?1 order by started_at, id`,
  deleteSessions: 'delete from session where key between ?1 << 27 and (?1 << 27) + 134217727',

  findObservation: `select ${observations.selected} from observation o where o.key = (?1 << 27) + ?2`,
  readObservation: `select ${withSession} from observation o where o.key = (?1 << 27) + ?2`,
  readResult:
    'select type, title, content, topic_key, pinned, updated_at from observation where key = (?1 << 27) + ?2',
  readTexts: `select key & 134217727, title, content, keywords, updated_at, revision_count from observation
    where key > (?1 << 27) + ?2 and key <= (?1 << 27) + 134217727 and status = 'active' order by key limit ?3`,
  findByTopic: `select ${observations.selected} from observation o where o.user = ?1 and o.topic_key = ?2 and o.status = 'active'`,
  findProposal: `select ${observations.selected} from observation o where o.user = ?1 and o.topic_key = ?2 and o.status = 'pending'`,
  readByTopic: `select ${withSession} from observation o where o.user = ?1 and o.topic_key = ?2 and o.status = 'active'`,
  findByDigest: `select ${observations.selected} from observation o where o.user = ?1 and o.digest = ?2 order by o.key`,
  insertObservation: `insert into observation (key, user, ${observations.inserted})
    values ((?1 << 27) + ?2, ?1, ${observations.values})`,
  updateObservation: `update observation set ${observations.updated} where key = (?1 << 27) + ?2`,
  deleteObservation: 'delete from observation where key = (?1 << 27) + ?2',
  observationsById: `select ${withSession} from observation o
    where o.key > (?1 << 27) + ?2 and o.key <= (?1 << 27) + 134217727 order by o.key limit ?3`,
  observationsAfter: `select ${withSession} from observation o
    where o.user = ?1 and (o.created_at, o.key) > (?2, (?1 << 27) + ?3) and ${passesFilter(5)}
    order by o.created_at, o.key limit ?4`,
  observationsBefore: `select ${withSession} from observation o
    where o.user = ?1 and (o.created_at, o.key) < (?2, (?1 << 27) + ?3) and ${passesFilter(5)}
    order by o.created_at desc, o.key desc limit ?4`,
  observationsByExpiry: `select ${observations.selected} from observation o
    where o.user = ?1 and o.expires_at is not null order by o.expires_at, o.key limit ?2`,
  // Bytes as rules/counted-bytes.ts counts them.
  expiredRows: `select o.key & 134217727 as id, o.type, o.status,
      ${countedBytes} + coalesce((select sum(v.bytes) from version v
        where v.user = ?1 and v.observation = o.key & 134217727), 0) as bytes
    from observation o where o.user = ?1 and o.expires_at <= ?2`,
  idsPassing: `select o.key & 134217727 as id, iif(${dataTextsOf(2)} is null, null, o.data) as data
    from observation o where o.user = ?1 and ${passesFilter(2)}`,

  countVersions:
    'select observation, revision, bytes from version where user = ?1 and observation = ?2 order by revision',
  insertVersion: `insert into version (user, ${versions.inserted}) values (?1, ${versions.values})`,
  deleteVersion: 'delete from version where user = ?1 and observation = ?2 and revision = ?3',
  deleteVersions: 'delete from version where user = ?1 and observation = ?2',
  versionsAfter: `select ${versions.selected}, (select id from session where key = (?1 << 27) + v.session) as sessionId
    from version v where v.user = ?1 and (v.observation, v.revision) > (?2, ?3)
    order by v.observation, v.revision limit ?4`,
  versionsBefore: `select ${versions.selected}, (select id from session where key = (?1 << 27) + v.session) as sessionId
    from version v where v.user = ?1 and v.observation = ?2 and v.revision < ?3 order by v.revision desc limit ?4`,
  versionsOfSession:
    'select observation, revision, bytes from version where user = ?1 and session = ?2 and type = ?3',

  unindexedUser: `select u.user, u.next, types from unindexed u join user on number = u.user
    where u.user = ?1 and number = ?1 and user_id is not null`,
  unindexedFrom: 'select next from unindexed where user = ?1',
  setUnindexedFrom: 'update unindexed set next = ?2 where user = ?1',
  setIndexed: 'delete from unindexed where user = ?1',
  observationsToIndex: `select key, user, ${observations.selected} from observation o
    where o.key > (?1 << 27) + ?2 and o.key <= (?1 << 27) + 134217727 and o.status = 'active'
    order by o.key limit ?3`,

  readChunk: 'select data from document_chunk where key = (?1 << 27) + ?2',
  readChunks: `select key - (?1 << 27), data from document_chunk
    where key between ?1 << 27 and (?1 << 27) + 134217727 order by key`,
  writeChunk: `insert into document_chunk (key, data) values ((?1 << 27) + ?2, ?3)
    on conflict (key) do update set data = excluded.data`,
  // SQLite makes a text of two joined blobs; it has the same bytes.
  appendChunk: `update document_chunk set data = cast(data || ?4 as blob)
    where key = (?1 << 27) + ?2 and length(data) = ?3`,
  deleteChunk: 'delete from document_chunk where key = (?1 << 27) + ?2',

  // Saves of earlier versions did not remember the revision.
  findKeyedSave: `select k.draft, k.observation, k.outcome, k.session, k.batch,
      coalesce(k.revision, (select revision_count from observation where key = (?1 << 27) + k.observation), 1) as revision,
      (select id from session where key = (?1 << 27) + k.session) as sessionId,
      (select topic_key from observation where key = (?1 << 27) + k.observation) as topicKey,
      (select expires_at from observation where key = (?1 << 27) + k.observation) as expiresAt
    from keyed_save k where k.user = ?1 and k.key = ?2`,
  lastKeyedSave: 'select max(number) as number from keyed_save where user = ?1',
  insertKeyedSave: `insert into keyed_save (user, number, key, draft, observation, outcome, session, revision, batch)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`,
  deleteKeyedSaves: 'delete from keyed_save where user = ?1 and number <= ?2',
  // A number of JavaScript is bound as a real: as a text, 12 would be 12.0.
  blankKeyedSavesOf: `update keyed_save set draft = null where user = ?1 and draft is not null
    and (observation = ?2 or instr(batch, '[' || cast(?2 as integer) || ',') > 0)`,
  keyedSavesToBlank:
    'select number, observation, batch from keyed_save where user = ?1 and draft is not null',
  blankKeyedSave: 'update keyed_save set draft = null where user = ?1 and number = ?2',

  ...threadStatements,

  ...journalStatements,

  ...vectorStatements,
} as const satisfies Record<string, string>

/**
 * Statements on the index, with the user's number at the start of terms and rowids, and on the whole file. Only
 * opening, rebuilding and erasing use those on the whole file.
 */
export const indexStatements = {
  addTerms: 'insert into term_index (rowid, terms) values (?1, ?2)',
  removeTerms: `insert into term_index (term_index, rowid, terms) values ('delete', ?1, ?2)`,
  readPostings: 'select doc, offset from term_occurrence where term = ?1',
  readVocabulary:
    'select term from term_vocabulary where term >= ?1 and term < ?2 and length(term) between ?3 and ?4',
  anyUser: 'select number from user limit 1',
  detachedUser: 'select number from user where user_id is null limit 1',
  nextUnindexed: `select u.user, u.next, types from unindexed u join user on number = u.user
    where user_id is not null order by u.user limit 1`,
  everyObservation: `select key, user, ${observations.selected} from observation o where o.status = 'active' order by o.key`,
  usersToSweep: `select number, user_id from user where next_expiry <= ?1 and number > ?2 and user_id is not null
    order by number limit ?3`,
  usersToEmbed: `select number, user_id from user
    where (vector_space is null or vector_space <> ?1 or is_embedded = 0) and observations > 0 and number > ?2
    and user_id is not null order by number limit ?3`,
  readSetting: 'select value from setting where name = ?1',
  writeSetting: `insert into setting (name, value) values (?1, ?2) on conflict (name) do update set value = excluded.value`,
  // FTS5 keeps its structure record, the list of segments, under this number.
  indexStructure: 'select block from term_index_data where id = 10',
  anyPage: 'select 1 from term_index_data where id between ?1 << 37 and ((?1 + 1) << 37) - 1 limit 1',
  firstSeparator: 'select pgno from term_index_idx where segid = ?1 order by term limit 1',
  separators: 'select segid, term, pgno from term_index_idx where term >= ?1 and term < ?2',
  firstTermFrom: 'select term from term_vocabulary where term >= cast(?1 as text) order by term limit 1',
} as const satisfies Record<string, string>

type Name = keyof typeof statements | keyof typeof indexStatements

/** Statements that return rows as arrays, since searches read thousands of them. */
const asArrays: ReadonlySet<Name> = new Set<Name>([
  'readUser',
  'readUserWithSession',
  'readPostings',
  'readVocabulary',
  'readChunks',
  'readResult',
  'readTexts',
  'idsPassing',
])

/** Prepared statements of one connection. */
export type Statements = Readonly<Record<Name, StatementSync>>

const texts: Readonly<Record<string, string>> = { ...statements, ...indexStatements }

/** Prepares each statement once. */
export function prepareStatements(database: DatabaseSync): Statements {
  const entries = Object.keys(texts).map((name) => [name, prepareOne(database, name)])
  return Object.fromEntries(entries) as Statements
}

/** Prepares each statement when it is first used, for a connection that an export opens and uses few statements of. */
export function prepareWhenUsed(database: DatabaseSync): Statements {
  const prepared = Object.create(null) as Record<string, StatementSync>
  return new Proxy(prepared, {
    get: (known, name: string) => (known[name] ??= prepareOne(database, name)),
  }) as unknown as Statements
}

function prepareOne(database: DatabaseSync, name: string): StatementSync {
  const statement = database.prepare(texts[name]!)
  if (asArrays.has(name as Name)) statement.setReturnArrays(true)
  return statement
}
