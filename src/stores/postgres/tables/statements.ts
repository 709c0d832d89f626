import { inspectStatements } from './inspect-statements.ts'
import { journalStatements } from './journal-statements.ts'
import { threadStatements } from './thread-statements.ts'
import { vectorStatements } from './vector-statements.ts'
import { countedBytes } from '../../shared/columns.ts'
import { observations, sessions, versions } from './columns.ts'
import { dataTextsOf, passesFilter } from './filter.ts'

const withSession = `${observations.selected}, s.id as "sessionId" from ilab_memory.observation o
    left join ilab_memory.session s on s.user_key = $1 and s.number = o.session`

// A write counts the versions of what it finds, so one that finds nothing pays nothing.
const forWrite = `${observations.selected},
    (select json_agg(json_build_array(v.revision, v.bytes) order by v.revision) from ilab_memory.version v
      where v.user_key = $1 and v.observation = o.id) as versions
    from ilab_memory.observation o`

/**
 * Statements on users' data. `$1` is always the user's key, and each statement binds every table to it by equality.
 * That alone keeps users apart; it also finds rows by index and lets a cluster route to one node.
 *
 * A cluster routes an insert of rows from a function only where they are joined to a distributed table. Hence the join
 * with `user_state`: every write locks its one row there. Lists of columns come from `columns.ts`, in the order that
 * `shared/columns.ts` gives; `r` is a row of the JSON that a statement takes.
 */
export const statements = {
  insertUser: `insert into ilab_memory.user_state (user_key, user_id, analyzer) values ($1, $2, $3)
    on conflict (user_key) do nothing`,
  readUser: 'select * from ilab_memory.user_state where user_key = $1',
  lockUser: 'select * from ilab_memory.user_state where user_key = $1 for update',
  updateUser: `update ilab_memory.user_state set analyzer = $2, next_id = $3, next_session = $4, observations = $5,
    sessions = $6, bytes = $7, types = $8, active_session = $9, last_activity_at = $10, recent_writes = $11,
    paused = $12, next_expiry = $13, vector_space = $14, is_embedded = $15
    where user_key = $1`,

  activeSession: `select ${sessions.selected} from ilab_memory.session
    where user_key = $1 and ended_at is null and name is null`,
  sessionsForWrite: `select ${sessions.selected} from ilab_memory.session where user_key = $1 and ended_at is null
      and (name is null or name = any($3) or id = any($2))
    union all select ${sessions.selected} from ilab_memory.session where user_key = $1 and ended_at is not null and id = any($2)`,
  insertSessions: `insert into ilab_memory.session (user_key, ${sessions.inserted})
    select u.user_key, ${sessions.values}
    from ilab_memory.user_state u cross join json_to_recordset($2::json) as ${sessions.record}
    where u.user_key = $1`,
  updateSessions: `update ilab_memory.session s set ${sessions.updated}
    from json_to_recordset($2::json) as ${sessions.record}
    where s.user_key = $1 and s.number = r."number"`,
  lastCompletedSessions: `select ${sessions.selected} from ilab_memory.session
    where user_key = $1 and ended_at is not null and summary is not null
    order by ended_at desc, number desc limit $2`,
  lastSessionActivity: `select max(last_activity_at) as at from ilab_memory.session
    where user_key = $1 and (ended_at is not null or name is not null)`,
  sessionsInOrder: `select ${sessions.selected} from ilab_memory.session where user_key = $1 order by started_at, id`,

  readObservation: `select ${withSession}
    where o.user_key = $1 and o.id = $2`,
  readByTopic: `select ${withSession}
    where o.user_key = $1 and o.topic_key = $2 and o.status = 'active'`,
  readObservations: `select ${withSession}
    where o.user_key = $1 and o.id = any($2)`,
  readResults: `select id, type, title, content, topic_key as "topicKey", pinned, updated_at as "updatedAt"
    from ilab_memory.observation
    where user_key = $1 and id = any($2)`,
  readTexts: `select id, title, content, keywords::json as keywords, updated_at as "updatedAt", revision_count as "revision"
    from ilab_memory.observation
    where user_key = $1 and status = 'active' order by id`,
  typesInSession: `select type, count(*)::integer as count from ilab_memory.observation
    where user_key = $1 and session = $2 and (expires_at is null or expires_at > $3) and status = 'active'
    group by type`,
  countTypes: `select type, count(*)::integer as count from ilab_memory.observation
    where user_key = $1 and status = 'active' group by type`,
  findByTopics: `select ${forWrite} where o.user_key = $1
    and o.topic_key = any($2) and o.status = 'active'`,
  findProposals: `select ${forWrite} where o.user_key = $1
    and o.topic_key = any($2) and o.status = 'pending'`,
  findTopicsOf: `select ${forWrite} where o.user_key = $1 and o.status = 'active'
    and o.topic_key in (select topic_key from ilab_memory.observation
      where user_key = $1 and id = any($2) and status = 'pending')`,
  findByDigests: `select ${observations.selected} from ilab_memory.observation o
    where o.user_key = $1 and o.digest = any($2) order by o.id`,
  findByBatch: `select ${forWrite} where o.user_key = $1 and o.id in (
    select k.observation from ilab_memory.keyed_save k where k.user_key = $1 and k.key = $2
    union all select (result->>0)::integer
      from ilab_memory.keyed_save k cross join json_array_elements(k.batch::json) as result
      where k.user_key = $1 and k.key = $2)`,
  findByIds: `select ${forWrite} where o.user_key = $1 and o.id = any($2)`,
  observationsById: `select ${withSession}
    where o.user_key = $1 and o.id > $2 order by o.id limit $3`,
  observationsToIndex: `select ${observations.selected} from ilab_memory.observation o
    where o.user_key = $1 and o.id > $2 and o.status = 'active' order by o.id limit $3`,
  observationsAfter: `select ${withSession}
    where o.user_key = $1 and (o.created_at, o.id) > ($2, $3) and ${passesFilter(5)}
    order by o.created_at, o.id limit $4`,
  observationsBefore: `select ${withSession}
    where o.user_key = $1 and (o.created_at, o.id) < ($2, $3) and ${passesFilter(5)}
    order by o.created_at desc, o.id desc limit $4`,
  observationsByExpiry: `select ${observations.selected} from ilab_memory.observation o
    where o.user_key = $1 and o.expires_at is not null order by o.expires_at, o.id limit $2`,
  // Bytes as rules/counted-bytes.ts counts them.
  expiredRows: `select o.id, o.type, o.status, ${countedBytes} + coalesce((select sum(v.bytes) from ilab_memory.version v
        where v.user_key = $1 and v.observation = o.id), 0)::bigint as bytes
    from ilab_memory.observation o where o.user_key = $1 and o.expires_at <= $2`,
  idsPassing: `select o.id, case when ${dataTextsOf(2)} is null then null else o.data end as data
    from ilab_memory.observation o where o.user_key = $1 and ${passesFilter(2)}`,
  sessionNumber: 'select number from ilab_memory.session where user_key = $1 and id = $2',
  insertObservation: `insert into ilab_memory.observation (user_key, ${observations.inserted})
    values ($1, ${observations.parameters})`,
  insertObservations: `insert into ilab_memory.observation (user_key, ${observations.inserted})
    select u.user_key, ${observations.values}
    from ilab_memory.user_state u cross join json_to_recordset($2::json) as ${observations.record}
    where u.user_key = $1`,
  updateObservations: `update ilab_memory.observation o set ${observations.updated}
    from json_to_recordset($2::json) as ${observations.record}
    where o.user_key = $1 and o.id = r."id"`,
  insertVersions: `insert into ilab_memory.version (user_key, ${versions.inserted})
    select u.user_key, ${versions.values}
    from ilab_memory.user_state u cross join json_to_recordset($2::json) as ${versions.record}
    where u.user_key = $1`,
  dropVersions: `delete from ilab_memory.version v using unnest($2::integer[], $3::integer[]) as r (observation, revision)
    where v.user_key = $1 and v.observation = r.observation and v.revision = r.revision`,
  deleteVersions: 'delete from ilab_memory.version where user_key = $1 and observation = any($2)',
  versionsAfter: `select ${versions.selected}, s.id as "sessionId" from ilab_memory.version v
    left join ilab_memory.session s on s.user_key = $1 and s.number = v.session
    where v.user_key = $1 and (v.observation, v.revision) > ($2, $3)
    order by v.observation, v.revision limit $4`,
  versionsBefore: `select ${versions.selected}, s.id as "sessionId" from ilab_memory.version v
    left join ilab_memory.session s on s.user_key = $1 and s.number = v.session
    where v.user_key = $1 and v.observation = $2 and v.revision < $3 order by v.revision desc limit $4`,
  versionsOfSession: `select observation, revision, bytes from ilab_memory.version
    where user_key = $1 and session = $2 and type = $3`,
  deleteObservations: 'delete from ilab_memory.observation where user_key = $1 and id = any($2)',

  readChunks: 'select chunk, data from ilab_memory.document_chunk where user_key = $1 order by chunk',
  readSomeChunks:
    'select chunk, data from ilab_memory.document_chunk where user_key = $1 and chunk = any($2)',
  lastChunk:
    'select chunk, data from ilab_memory.document_chunk where user_key = $1 order by chunk desc limit 1',
  chunksOfTopics: `select chunk, data from ilab_memory.document_chunk where user_key = $1 and chunk in (
      select id >> 6 from ilab_memory.observation where user_key = $1 and topic_key = any($2) and status = 'active')`,
  writeChunks: `insert into ilab_memory.document_chunk (user_key, chunk, data)
    select u.user_key, r.chunk, r.data
    from ilab_memory.user_state u cross join unnest($2::integer[], $3::bytea[]) as r (chunk, data)
    where u.user_key = $1
    on conflict (user_key, chunk) do update set data = excluded.data`,
  replaceChunk: 'update ilab_memory.document_chunk set data = $3 where user_key = $1 and chunk = $2',
  deleteChunks: 'delete from ilab_memory.document_chunk where user_key = $1 and chunk = any($2)',

  // `readUser`, `readChunks` and `readPostings` in one, for a search.
  readRanking: `select to_json(u) as "user", null as bucket, 0 as chunk, null::bytea as data
    from ilab_memory.user_state u where u.user_key = $1
    union all select null, null, chunk, data from ilab_memory.document_chunk where user_key = $1
    union all select null, bucket, chunk, data from ilab_memory.posting where user_key = $1 and bucket = any($2)`,
  readPostings: `select bucket, chunk, data from ilab_memory.posting where user_key = $1 and bucket = any($2)
    order by bucket, chunk`,
  readPostingRows: `select p.bucket, p.chunk, p.data from unnest($2::text[], $3::integer[]) as r (bucket, chunk)
    join ilab_memory.posting p on p.user_key = $1 and p.bucket = r.bucket collate "C" and p.chunk = r.chunk
    where p.user_key = $1`,
  addPostings: `insert into ilab_memory.posting (user_key, bucket, chunk, data)
    select u.user_key, r.bucket, r.chunk, r.data
    from ilab_memory.user_state u
    cross join unnest($2::text[], $3::integer[], $4::bytea[]) as r (bucket, chunk, data)
    where u.user_key = $1
    on conflict (user_key, bucket, chunk) do update set data = posting.data || excluded.data`,
  replacePostings: `insert into ilab_memory.posting (user_key, bucket, chunk, data)
    select u.user_key, r.bucket, r.chunk, r.data
    from ilab_memory.user_state u
    cross join unnest($2::text[], $3::integer[], $4::bytea[]) as r (bucket, chunk, data)
    where u.user_key = $1
    on conflict (user_key, bucket, chunk) do update set data = excluded.data`,
  deletePostings: `delete from ilab_memory.posting p using unnest($2::text[], $3::integer[]) as r (bucket, chunk)
    where p.user_key = $1 and p.bucket = r.bucket collate "C" and p.chunk = r.chunk`,

  keyedSavesForWrite: `select true as "isIt", k.number, k.draft, k.observation, k.outcome, k.session, k.batch,
      coalesce(k.revision, o.revision_count, 1) as revision, s.id as "sessionId", o.topic_key as "topicKey",
      o.expires_at as "expiresAt"
    from ilab_memory.keyed_save k left join ilab_memory.session s on s.user_key = $1 and s.number = k.session
    left join ilab_memory.observation o on o.user_key = $1 and o.id = k.observation
    where k.user_key = $1 and k.key = $2
    union all (select false, number, null, observation, outcome, session, null, 1, null, null, null from ilab_memory.keyed_save
      where user_key = $1 order by number desc limit 1)`,
  addKeyedSave: `insert into ilab_memory.keyed_save (user_key, number, key, draft, observation, outcome, session,
      revision, batch)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
  dropKeyedSaves: 'delete from ilab_memory.keyed_save where user_key = $1 and number <= $2',
  blankKeyedSaves: `update ilab_memory.keyed_save set draft = null where user_key = $1 and (observation = any($2)
    or exists (select 1 from unnest($2::integer[]) as gone (id) where position('[' || gone.id || ',' in batch) > 0))`,

  ...inspectStatements,

  ...threadStatements,

  ...journalStatements,

  ...vectorStatements,

  eraseVersions: `delete from ilab_memory.version where user_key = $1 and observation in (
    select id from ilab_memory.observation where user_key = $1 order by id limit $2)`,
  eraseStrayVersions: 'delete from ilab_memory.version where user_key = $1',
  eraseObservations: `delete from ilab_memory.observation where user_key = $1 and id in (
    select id from ilab_memory.observation where user_key = $1 order by id limit $2)`,
  postingBoundary: `select bucket from ilab_memory.posting where user_key = $1 order by bucket offset $2 limit 1`,
  erasePostingsBelow: 'delete from ilab_memory.posting where user_key = $1 and bucket <= $2',
  erasePostings: 'delete from ilab_memory.posting where user_key = $1',
  eraseChunks: 'delete from ilab_memory.document_chunk where user_key = $1',
  eraseKeyedSaves: 'delete from ilab_memory.keyed_save where user_key = $1',
  eraseSessions: 'delete from ilab_memory.session where user_key = $1',
  eraseUser: 'delete from ilab_memory.user_state where user_key = $1',
} as const satisfies Record<string, string>

export type StatementName = keyof typeof statements

/** The texts of all statements; a test replaces some to show that each barrier holds alone. */
export type Statements = Readonly<Record<StatementName, string>>

/** Sends statements for one user, as a transaction does. */
export interface Sender {
  ask(name: StatementName, ...values: readonly unknown[]): Promise<unknown>
}
