/**
 * Every statement on users' data. `$1` is always the user's key, and each statement binds every table that it names to
 * it by equality: that keeps users apart by itself, finds rows by index, and lets a cluster route to one node.
 *
 * A cluster routes an insert of rows that a function returns only where they are joined to a distributed table: hence
 * the join with `user_state`, whose one row is there and locked in every write.
 */
export const statements = {
  insertUser: `insert into ilab_memory.user_state (user_key, user_id, analyzer) values ($1, $2, $3)
    on conflict (user_key) do nothing`,
  readUser: 'select * from ilab_memory.user_state where user_key = $1',
  lockUser: 'select * from ilab_memory.user_state where user_key = $1 for update',
  updateUser: `update ilab_memory.user_state set analyzer = $2, next_id = $3, next_session = $4, observations = $5,
    sessions = $6, bytes = $7, types = $8, active_session = $9, last_activity_at = $10, recent_writes = $11
    where user_key = $1`,

  sessionsForWrite: `select * from ilab_memory.session where user_key = $1 and ended_at is null
    union all select * from ilab_memory.session where user_key = $1 and ended_at is not null and id = any($2)`,
  insertSessions: `insert into ilab_memory.session
      (user_key, number, id, started_at, ended_at, last_activity_at, summary, is_auto_generated)
    select u.user_key, r.number, r.id, r.started_at, r.ended_at, r.last_activity_at, r.summary, r.is_auto_generated
    from ilab_memory.user_state u cross join json_to_recordset($2::json) as r (number integer, id text,
      started_at bigint, ended_at bigint, last_activity_at bigint, summary text, is_auto_generated boolean)
    where u.user_key = $1`,
  completeSession: `update ilab_memory.session set ended_at = $3, last_activity_at = $4, summary = $5,
    is_auto_generated = $6 where user_key = $1 and number = $2`,
  lastCompletedSessions: `select * from ilab_memory.session
    where user_key = $1 and ended_at is not null and summary is not null
    order by ended_at desc, number desc limit $2`,
  lastCompletedActivity: `select max(last_activity_at) as at from ilab_memory.session
    where user_key = $1 and ended_at is not null`,
  sessionsInOrder: 'select * from ilab_memory.session where user_key = $1 order by started_at, id',

  readObservation: `select o.*, s.id as session_id from ilab_memory.observation o
    join ilab_memory.session s on s.user_key = $1 and s.number = o.session
    where o.user_key = $1 and o.id = $2`,
  readResults: `select id, type, title, content, topic_key, updated_at from ilab_memory.observation
    where user_key = $1 and id = any($2)`,
  readTexts: `select id, type, title, content, updated_at, revision_count from ilab_memory.observation
    where user_key = $1 order by id`,
  // The condition on the user alone is tested once, so that a fresh session costs no scan.
  typesOfStaleSession: `select type, count(*)::integer as count from ilab_memory.observation
    where user_key = $1
      and (select last_activity_at < $2 from ilab_memory.user_state where user_key = $1)
      and session = (select active_session from ilab_memory.user_state where user_key = $1)
    group by type`,
  countTypes: `select type, count(*)::integer as count from ilab_memory.observation where user_key = $1 group by type`,
  findByTopics: 'select * from ilab_memory.observation where user_key = $1 and topic_key = any($2)',
  findByDigests: 'select * from ilab_memory.observation where user_key = $1 and digest = any($2) order by id',
  findByIds: 'select * from ilab_memory.observation where user_key = $1 and id = any($2)',
  observationsById: `select o.*, s.id as session_id from ilab_memory.observation o
    join ilab_memory.session s on s.user_key = $1 and s.number = o.session
    where o.user_key = $1 and o.id > $2 order by o.id limit $3`,
  observationsAfter: `select o.*, s.id as session_id from ilab_memory.observation o
    join ilab_memory.session s on s.user_key = $1 and s.number = o.session
    where o.user_key = $1 and (o.created_at, o.id) >= ($2, $3) order by o.created_at, o.id limit $4`,
  observationsBefore: `select o.*, s.id as session_id from ilab_memory.observation o
    join ilab_memory.session s on s.user_key = $1 and s.number = o.session
    where o.user_key = $1 and (o.created_at, o.id) < ($2, $3)
      and ($5::text[] is null or o.type = any($5)) and ($6::text is null or starts_with(o.topic_key, $6))
    order by o.created_at desc, o.id desc limit $4`,
  insertObservations: `insert into ilab_memory.observation (user_key, id, session, type, title, content, topic_key,
      revision_count, created_at, updated_at, digest)
    select u.user_key, r.id, r.session, r.type, r.title, r.content, r.topic_key, r.revision_count, r.created_at,
      r.updated_at, r.digest
    from ilab_memory.user_state u cross join json_to_recordset($2::json) as r (id integer, session integer, type text,
      title text, content text, topic_key text, revision_count integer, created_at bigint, updated_at bigint,
      digest bigint)
    where u.user_key = $1`,
  updateObservations: `update ilab_memory.observation o set session = r.session, type = r.type, title = r.title,
      content = r.content, revision_count = r.revision_count, updated_at = r.updated_at, digest = r.digest
    from json_to_recordset($2::json) as r (id integer, session integer, type text, title text, content text,
      revision_count integer, updated_at bigint, digest bigint)
    where o.user_key = $1 and o.id = r.id`,
  deleteObservations: 'delete from ilab_memory.observation where user_key = $1 and id = any($2)',

  readChunks: 'select chunk, data from ilab_memory.document_chunk where user_key = $1 order by chunk',
  readSomeChunks:
    'select chunk, data from ilab_memory.document_chunk where user_key = $1 and chunk = any($2)',
  chunksForSave: `select chunk, data from ilab_memory.document_chunk where user_key = $1 and chunk in (
      select next_id >> 6 from ilab_memory.user_state where user_key = $1
      union all select (next_id + 1) >> 6 from ilab_memory.user_state where user_key = $1
      union all select id >> 6 from ilab_memory.observation where user_key = $1 and topic_key = any($2))`,
  writeChunks: `insert into ilab_memory.document_chunk (user_key, chunk, data)
    select u.user_key, r.chunk, r.data
    from ilab_memory.user_state u cross join unnest($2::integer[], $3::bytea[]) as r (chunk, data)
    where u.user_key = $1
    on conflict (user_key, chunk) do update set data = excluded.data`,
  deleteChunks: 'delete from ilab_memory.document_chunk where user_key = $1 and chunk = any($2)',

  readPostings: `select bucket, chunk, data from ilab_memory.posting where user_key = $1 and bucket = any($2)
    order by bucket, chunk`,
  readVocabulary: `select bucket, chunk, data from ilab_memory.posting
    where user_key = $1 and bucket >= $2 and bucket < $3`,
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

  keyedSavesForWrite: `select true as is_it, k.number, k.draft, k.observation, k.outcome, k.session, s.id as session_id,
      o.topic_key
    from ilab_memory.keyed_save k join ilab_memory.session s on s.user_key = $1 and s.number = k.session
    left join ilab_memory.observation o on o.user_key = $1 and o.id = k.observation
    where k.user_key = $1 and k.key = $2
    union all (select false, number, null, observation, outcome, session, null, null from ilab_memory.keyed_save
      where user_key = $1 order by number desc limit 1)`,
  addKeyedSave: `insert into ilab_memory.keyed_save (user_key, number, key, draft, observation, outcome, session)
    values ($1, $2, $3, $4, $5, $6, $7)`,
  dropKeyedSaves: 'delete from ilab_memory.keyed_save where user_key = $1 and number <= $2',
  blankKeyedSaves: `update ilab_memory.keyed_save set draft = null where user_key = $1 and observation = any($2)`,

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

/** The text of every statement; a test puts others in to see that each barrier holds alone. */
export type Statements = Readonly<Record<StatementName, string>>
