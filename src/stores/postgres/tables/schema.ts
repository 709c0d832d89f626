import { listUsersForOwner, ownRowsOnly, refuseBlindReads } from './policies.ts'
import { embedSetting, sweepSetting } from './schema-texts.ts'

/** One step of the schema's history. Append-only. */
export interface Migration {
  /** 1, 2, 3 … */
  readonly id: number
  readonly name: string
  readonly sql: readonly string[]
}

/** Ids and session numbers are 32-bit integers, with room for the arithmetic on them. */
export { largestObservationId as maxId } from '../../../core/largest-numbers.ts'

/** Tables with users' data. Erasing walks them in this order, so that it never breaks a foreign key. */
export const userTables = [
  'vector',
  'journal',
  'thread_append',
  'thread_item',
  'thread',
  'keyed_save',
  'posting',
  'document_chunk',
  'version',
  'observation',
  'session',
  'user_state',
] as const

const countedTables = ['user_state', 'session', 'keyed_save'] as const

/**
 * Migrations in the order of their ids. Shipped ones are never edited: a test pins their digests.
 *
 * The user comes first in every primary key, unique constraint, index and foreign key. So a cluster can keep each
 * user's rows on one node.
 */
export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: 'create tables and policies',
    sql: [
      `create table ilab_memory.user_state (
        user_key uuid not null,
        user_id text collate "C" not null,
        analyzer text not null,
        next_id integer not null default 1,
        next_session integer not null default 1,
        observations integer not null default 0,
        sessions integer not null default 0,
        bytes bigint not null default 0,
        types text not null default '[]',
        active_session integer,
        last_activity_at bigint,
        recent_writes text not null default '',
        primary key (user_key)
      ) with (fillfactor = 70)`,
      `create table ilab_memory.session (
        user_key uuid not null,
        number integer not null,
        id text collate "C" not null,
        started_at bigint not null,
        ended_at bigint,
        last_activity_at bigint not null,
        summary text,
        is_auto_generated boolean not null,
        primary key (user_key, number),
        unique (user_key, id)
      )`,
      `create unique index session_active on ilab_memory.session (user_key) where ended_at is null`,
      `create index session_by_end on ilab_memory.session (user_key, ended_at, number) where ended_at is not null`,
      `create table ilab_memory.observation (
        user_key uuid not null,
        id integer not null,
        session integer not null,
        type text not null,
        title text not null,
        content text not null,
        topic_key text collate "C",
        revision_count integer not null,
        created_at bigint not null,
        updated_at bigint not null,
        digest bigint not null,
        primary key (user_key, id),
        foreign key (user_key, session) references ilab_memory.session (user_key, number)
      )`,
      `create unique index observation_by_topic on ilab_memory.observation (user_key, topic_key)
        where topic_key is not null`,
      `create index observation_by_digest on ilab_memory.observation (user_key, digest)`,
      `create index observation_by_time on ilab_memory.observation (user_key, created_at, id)`,
      // The ranking records of observations, 64 to a row.
      `create table ilab_memory.document_chunk (
        user_key uuid not null,
        chunk integer not null,
        data bytea not null,
        primary key (user_key, chunk)
      ) with (fillfactor = 70)`,
      // Positions of a bucket's terms in the observations of a chunk of ids: see posting-rows.ts.
      `create table ilab_memory.posting (
        user_key uuid not null,
        bucket text collate "C" not null,
        chunk integer not null,
        data bytea not null,
        primary key (user_key, bucket, chunk)
      ) with (fillfactor = 85)`,
      ...['posting', 'document_chunk', 'observation', 'session', 'user_state'].flatMap(ownRowsOnly),
    ],
  },
  {
    id: 2,
    name: 'remember saves with an idempotency key',
    sql: [
      // Numbers count a user's keyed saves; draft is null once the observation was forgotten. The digests reveal
      // nothing: see rules/idempotency.ts.
      `create table ilab_memory.keyed_save (
        user_key uuid not null,
        number bigint not null,
        key bytea not null,
        draft bytea,
        observation integer not null,
        outcome text not null,
        session integer not null,
        primary key (user_key, number),
        unique (user_key, key)
      )`,
      ...ownRowsOnly('keyed_save'),
    ],
  },
  {
    id: 3,
    name: 'count sessions and keyed saves in bytes',
    sql: [
      // The owner sees every user's rows while the policies are not forced on the owner, in this transaction only. The
      // setting turns rows that a policy would hide from the count into an error.
      'set local row_security = off',
      ...countedTables.map((table) => `alter table ilab_memory.${table} no force row level security`),
      // As rules/counted-bytes.ts counts them.
      `update ilab_memory.user_state u set bytes = bytes
        + (select coalesce(sum(64 + greatest(0, octet_length(id) - 36) + coalesce(octet_length(summary), 0)), 0)
          from ilab_memory.session s where s.user_key = u.user_key)
        + 64 * (select count(*) from ilab_memory.keyed_save k where k.user_key = u.user_key)`,
      ...countedTables.map((table) => `alter table ilab_memory.${table} force row level security`),
    ],
  },
  {
    id: 4,
    name: 'remember what a user has paused',
    sql: [
      // Bits: see rules/paused.ts.
      `alter table ilab_memory.user_state add column paused smallint not null default 0`,
    ],
  },
  {
    id: 5,
    name: 'hold data, keywords, sources, pins, proposals, ends and versions of observations, threads, and keys of sessions, and the journal',
    sql: [
      `alter table ilab_memory.observation add column if not exists data text, add column if not exists source text,
        add column if not exists keywords text, add column if not exists pinned boolean not null default false,
        add column if not exists status text not null default 'active', add column if not exists expires_at bigint`,
      // A proposal waits beside the observation that has its topic key.
      `drop index if exists ilab_memory.observation_by_topic`,
      `create unique index observation_by_topic on ilab_memory.observation (user_key, topic_key)
        where topic_key is not null and status = 'active'`,
      `create index if not exists observation_by_expiry on ilab_memory.observation (user_key, expires_at)
        where expires_at is not null`,
      // A time that none of the user's observations expires before.
      `alter table ilab_memory.user_state add column if not exists next_expiry bigint`,
      `create index if not exists user_by_expiry on ilab_memory.user_state (next_expiry) where next_expiry is not null`,
      // Shows users with something that may have expired to a transaction that asks for them, and to no other.
      `drop policy if exists due_users on ilab_memory.user_state`,
      `create policy due_users on ilab_memory.user_state for select
        using (next_expiry <= nullif(current_setting('${sweepSetting}', true), '')::bigint)`,
      `alter table ilab_memory.keyed_save add column if not exists revision integer`,
      `create table ilab_memory.thread (
        user_key uuid not null,
        number integer not null,
        name text collate "C" not null,
        items integer not null,
        bytes bigint not null,
        primary key (user_key, number),
        unique (user_key, name)
      )`,
      `create table ilab_memory.thread_item (
        user_key uuid not null,
        thread integer not null,
        number integer not null,
        created_at bigint not null,
        item text not null,
        primary key (user_key, thread, number),
        foreign key (user_key, thread) references ilab_memory.thread (user_key, number)
      )`,
      // As keyed_save; draft is null once an item of the append was removed.
      `create table ilab_memory.thread_append (
        user_key uuid not null,
        number bigint not null,
        key bytea not null,
        draft bytea,
        thread integer not null,
        first integer not null,
        appended integer not null,
        items integer not null,
        primary key (user_key, number),
        unique (user_key, key)
      )`,
      ...['thread', 'thread_item', 'thread_append'].flatMap(ownRowsOnly),
      // Earlier versions of observations. A cluster takes no foreign key from a new table to a distributed one.
      `create table ilab_memory.version (
        user_key uuid not null,
        observation integer not null,
        revision integer not null,
        session integer not null,
        bytes bigint not null,
        created_at bigint not null,
        replaced_at bigint not null,
        type text not null,
        topic_key text collate "C",
        title text not null,
        content text not null,
        data text,
        source text,
        keywords text,
        primary key (user_key, observation, revision)
      )`,
      // Reads that gave memory out; the id 0 stands for an observation that is gone.
      `create table ilab_memory.journal (
        user_key uuid not null,
        at bigint not null,
        number integer not null,
        operation text not null,
        ids integer[] not null,
        context_id text,
        purpose text,
        primary key (user_key, at, number)
      )`,
      ...ownRowsOnly('version'),
      ...ownRowsOnly('journal'),
      `alter table ilab_memory.session add column if not exists name text collate "C"`,
      `drop index if exists ilab_memory.session_active`,
      `create unique index session_active on ilab_memory.session (user_key) where ended_at is null and name is null`,
      `create unique index if not exists session_by_name on ilab_memory.session (user_key, name)
        where ended_at is null and name is not null`,
    ],
  },
  {
    id: 6,
    name: 'let observations belong to no session',
    sql: ['alter table ilab_memory.observation alter column session drop not null'],
  },
  {
    id: 7,
    name: 'remember batches with an idempotency key',
    // Results behind the first one: see shared/keyed-results.ts.
    sql: ['alter table ilab_memory.keyed_save add column if not exists batch text'],
  },
  {
    id: 8,
    name: 'find the proposal of a topic',
    sql: [
      `create unique index if not exists observation_by_proposal on ilab_memory.observation (user_key, topic_key)
        where topic_key is not null and status = 'pending'`,
    ],
  },
  {
    id: 9,
    name: 'hold vectors of observations',
    sql: [
      // The space of the user's vectors, and true where every observation has one.
      `alter table ilab_memory.user_state add column if not exists vector_space bigint,
        add column if not exists is_embedded boolean not null default false`,
      // Shows users with observations that have no vector to a transaction that asks for them, and to no other.
      `drop policy if exists users_to_embed on ilab_memory.user_state`,
      `create policy users_to_embed on ilab_memory.user_state for select
        using (observations > 0 and (vector_space is null or not is_embedded
            or vector_space <> nullif(current_setting('${embedSetting}', true), '')::bigint)
          and current_setting('${embedSetting}', true) <> '')`,
      // Vectors of an observation: see shared/vector-rows.ts.
      `create table ilab_memory.vector (
        user_key uuid not null,
        observation integer not null,
        data bytea not null,
        primary key (user_key, observation)
      )`,
      ...ownRowsOnly('vector'),
    ],
  },
  { id: 10, name: 'list users for the owner of the tables', sql: listUsersForOwner },
  { id: 11, name: 'refuse reads of the owner that name no user', sql: refuseBlindReads },
]
