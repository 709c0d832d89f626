import { DatabaseSync } from 'node:sqlite'

/** An observation as the shared layout takes it. */
export interface SharedRow {
  readonly userId: string
  readonly type: string
  readonly title: string
  readonly content: string
  readonly createdAt: number
}

const schema = `
  create table if not exists observation (
    id integer primary key,
    user_id text not null,
    session_id text not null,
    type text not null,
    title text not null,
    content text not null,
    topic_key text,
    revision_count integer not null,
    created_at integer not null,
    updated_at integer not null
  );
  create index if not exists observation_by_user on observation (user_id, created_at);
  create virtual table if not exists observation_fts using fts5(
    title, content, content='observation', content_rowid='id'
  );
  create trigger if not exists observation_added after insert on observation begin
    insert into observation_fts (rowid, title, content) values (new.id, new.title, new.content);
  end;
  create trigger if not exists observation_removed after delete on observation begin
    insert into observation_fts (observation_fts, rowid, title, content)
    values ('delete', old.id, old.title, old.content);
  end;
  create trigger if not exists observation_changed after update on observation begin
    insert into observation_fts (observation_fts, rowid, title, content)
    values ('delete', old.id, old.title, old.content);
    insert into observation_fts (rowid, title, content) values (new.id, new.title, new.content);
  end;
`

/**
 * The usual layout: the text of all users in one FTS5 index, searched by `match … and user_id = ?`. With the same settings
 * for durability and secure deletion as ours; a save here does no deduplication and no session.
 */
export class SharedLayout implements Disposable {
  readonly #database: DatabaseSync
  readonly #insert: ReturnType<DatabaseSync['prepare']>
  readonly #search: ReturnType<DatabaseSync['prepare']>

  constructor(path: string) {
    this.#database = new DatabaseSync(path)
    this.#database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on')
    this.#database.exec('pragma wal_autocheckpoint = 4000')
    this.#database.exec(schema)
    this.#insert = this.#database.prepare(
      `insert into observation (user_id, session_id, type, title, content, revision_count, created_at, updated_at)
      values (?, ?, ?, ?, ?, 1, ?, ?)`,
    )
    this.#search = this.#database.prepare(
      `select o.id, o.type, o.title, o.content, o.topic_key, o.updated_at, bm25(observation_fts) as score
      from observation_fts join observation o on o.id = observation_fts.rowid
      where observation_fts match ? and o.user_id = ? order by bm25(observation_fts) limit 10`,
    )
  }

  /** All rows in one transaction. */
  save(rows: readonly SharedRow[]): void {
    this.#database.exec('begin immediate')
    for (const { userId, type, title, content, createdAt } of rows) {
      this.#insert.run(
        userId,
        '00000000-0000-4000-8000-000000000000',
        type,
        title,
        content,
        createdAt,
        createdAt,
      )
    }
    this.#database.exec('commit')
  }

  search(userId: string, query: string): unknown[] {
    return this.#search.all(query.split(' ').join(' OR '), userId)
  }

  [Symbol.dispose](): void {
    this.#database.exec('pragma wal_checkpoint(truncate)')
    this.#database.close()
  }
}
