import { largestObservationId } from '../../../core/largest-numbers.ts'
import type { Migration } from './migrate.ts'

/**
 * Bits of a key for the number that is counted per user: `user << 27 | id`. One integer holds both, so that rows lie
 * together by user without a second index. JavaScript's 53 safe bits leave room for 67 million users in a file with 134
 * million observations each.
 */
export const idBits = 27
/** Greatest number of these bits. */
export const maxId: number = largestObservationId
export const maxUserNumber: number = 2 ** (53 - idBits) - 1

/** Reads "iLAB": marks the file as this library's, against files of other programs. */
export const applicationId = 0x694c4142

/**
 * Migrations in the order of their ids. Shipped ones are never edited: a test pins their digests.
 *
 * Only foreign keys with an index on the child column are declared: without one, SQLite scans all users' rows when a
 * parent is deleted. Each write keeps the other references valid in its transaction.
 */
export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: 'create tables and term index',
    sql: [
      `create table setting (name text primary key, value text not null) strict, without rowid`,
      // user_id is null from the moment of erasure until the last byte is gone.
      `create table user (
        number integer primary key,
        user_id text,
        next_id integer not null default 1,
        next_session integer not null default 1,
        observations integer not null default 0,
        sessions integer not null default 0,
        bytes integer not null default 0,
        types text not null default '[]',
        active_session integer,
        last_activity_at integer
      ) strict`,
      `create unique index user_by_user_id on user (user_id)`,
      `create table session (
        key integer primary key,
        user integer not null references user (number),
        id text not null,
        started_at integer not null,
        ended_at integer,
        last_activity_at integer not null,
        summary text,
        is_auto_generated integer not null default 0
      ) strict`,
      `create unique index session_by_id on session (user, id)`,
      `create index session_by_end on session (user, ended_at) where ended_at is not null`,
      `create table observation (
        key integer primary key,
        user integer not null references user (number),
        session integer not null,
        type text not null,
        title text not null,
        content text not null,
        topic_key text,
        revision_count integer not null,
        created_at integer not null,
        updated_at integer not null,
        digest integer not null
      ) strict`,
      `create index observation_by_time on observation (user, created_at)`,
      `create index observation_by_digest on observation (user, digest)`,
      `create unique index observation_by_topic on observation (user, topic_key) where topic_key is not null`,
      // The ranking records of observations, 64 to a row: see ranking-records.ts.
      `create table document_chunk (key integer primary key, data blob not null) strict`,
      // Terms are stored as '<user number in base 36>:<term>', so a posting list holds one user's occurrences only.
      `create virtual table term_index using fts5(terms, content='', columnsize=0, tokenize="ascii tokenchars ':'")`,
      `insert into term_index (term_index, rank) values ('secure-delete', 1)`,
      `create virtual table term_occurrence using fts5vocab(term_index, 'instance')`,
      `create virtual table term_vocabulary using fts5vocab(term_index, 'row')`,
    ],
  },
  {
    id: 2,
    name: 'remember saves with an idempotency key',
    sql: [
      // Numbers count a user's keyed saves; draft is null once the observation was forgotten. The digests reveal
      // nothing: see rules/idempotency.ts.
      `create table keyed_save (
        user integer not null references user (number) on delete cascade,
        number integer not null,
        key blob not null,
        draft blob,
        observation integer not null,
        outcome text not null,
        session integer not null,
        primary key (user, number)
      ) strict, without rowid`,
      `create unique index keyed_save_by_key on keyed_save (user, key)`,
    ],
  },
  {
    id: 3,
    name: 'count sessions and keyed saves in bytes',
    sql: [
      // As rules/counted-bytes.ts counts them.
      `update user set bytes = bytes
        + (select coalesce(sum(64 + max(0, octet_length(id) - 36) + coalesce(octet_length(summary), 0)), 0)
          from session s where s.user = user.number)
        + 64 * (select count(*) from keyed_save k where k.user = user.number)
        where user_id is not null`,
    ],
  },
  {
    id: 4,
    name: 'index users anew in steps',
    sql: [
      // Users with the first observation that the index does not hold: see index/reindex.ts.
      `create table unindexed (
        user integer primary key references user (number) on delete cascade,
        next integer not null
      ) strict`,
    ],
  },
  {
    id: 5,
    name: 'remember what a user has paused',
    sql: [
      // Bits: see rules/paused.ts.
      `alter table user add column paused integer not null default 0`,
    ],
  },
  {
    id: 6,
    name: 'hold data, keywords, sources, pins, proposals, ends and versions of observations, threads, and keys of sessions, and the journal',
    sql: [
      `alter table observation add column data text`,
      `alter table observation add column source text`,
      `alter table observation add column keywords text`,
      `alter table observation add column pinned integer not null default 0`,
      `alter table observation add column status text not null default 'active'`,
      `alter table observation add column expires_at integer`,
      // A proposal waits beside the observation that has its topic key.
      `drop index observation_by_topic`,
      `create unique index observation_by_topic on observation (user, topic_key)
        where topic_key is not null and status = 'active'`,
      `create index observation_by_expiry on observation (user, expires_at) where expires_at is not null`,
      // A time that none of the user's observations expires before.
      `alter table user add column next_expiry integer`,
      `create index user_by_expiry on user (next_expiry) where next_expiry is not null`,
      `alter table keyed_save add column revision integer`,
      // An item's time stands before its text, so that reading it needs no further page.
      `create table thread (
        user integer not null references user (number),
        number integer not null,
        name text not null,
        items integer not null,
        bytes integer not null,
        primary key (user, number)
      ) strict, without rowid`,
      `create unique index thread_by_name on thread (user, name)`,
      `create table thread_item (
        user integer not null,
        thread integer not null,
        number integer not null,
        created_at integer not null,
        item text not null,
        primary key (user, thread, number),
        foreign key (user, thread) references thread (user, number)
      ) strict, without rowid`,
      // As keyed_save; draft is null once an item of the append was removed.
      `create table thread_append (
        user integer not null references user (number) on delete cascade,
        number integer not null,
        key blob not null,
        draft blob,
        thread integer not null,
        first integer not null,
        appended integer not null,
        items integer not null,
        primary key (user, number)
      ) strict, without rowid`,
      `create unique index thread_append_by_key on thread_append (user, key)`,
      // Earlier versions of observations. Bytes are as rules/counted-bytes.ts counts them.
      `create table version (
        user integer not null references user (number) on delete cascade,
        observation integer not null,
        revision integer not null,
        session integer not null,
        bytes integer not null,
        created_at integer not null,
        replaced_at integer not null,
        type text not null,
        topic_key text,
        title text not null,
        content text not null,
        data text,
        source text,
        keywords text,
        primary key (user, observation, revision)
      ) strict, without rowid`,
      // Reads that gave memory out. Ids are a JSON list; 0 stands for an observation that is gone.
      `create table journal (
        user integer not null references user (number),
        at integer not null,
        number integer not null,
        operation text not null,
        ids text not null,
        context_id text,
        purpose text,
        primary key (user, at, number)
      ) strict, without rowid`,
      `alter table session add column name text`,
      `create unique index session_by_name on session (user, name) where name is not null and ended_at is null`,
    ],
  },
  {
    id: 7,
    name: 'remember batches with an idempotency key',
    // Results behind the first one: see shared/keyed-results.ts.
    sql: ['alter table keyed_save add column batch text'],
  },
  {
    id: 8,
    name: 'find the proposal of a topic',
    sql: [
      `create unique index observation_by_proposal on observation (user, topic_key)
        where topic_key is not null and status = 'pending'`,
    ],
  },
  {
    id: 9,
    name: 'hold vectors of observations',
    sql: [
      // The space of the user's vectors, and 1 where every observation has one.
      `alter table user add column vector_space integer`,
      `alter table user add column is_embedded integer not null default 0`,
      // Vectors of observations, 64 to a row as in document_chunk: see shared/vector-rows.ts. Slots stand before the long
      // data, so that counting reads no overflow page.
      `create table vector_chunk (
        key integer primary key,
        slots blob not null,
        data blob not null
      ) strict`,
    ],
  },
  {
    id: 10,
    name: 'count changes of what a search reads',
    // Caches of other connections compare it. A new user begins at a number of its own.
    sql: ['alter table user add column version integer not null default 0'],
  },
]
