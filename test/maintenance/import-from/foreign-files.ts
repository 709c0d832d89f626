import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll } from 'vitest'

/** The tables of the Python library: one column for each documented field. */
const pythonTables = `
  create table sessions (
    id text primary key, user_id text not null, started_at text not null, ended_at text, last_activity_at text not null,
    summary text, status text not null default 'active', is_auto_generated integer not null default 0
  );
  create table observations (
    id integer primary key autoincrement, session_id text not null, user_id text not null, type text not null,
    title text not null, content text not null, topic_key text, normalized_hash text,
    revision_count integer not null default 1, created_at text not null, updated_at text not null
  );
  create virtual table observations_fts using fts5(title, content, content='observations', content_rowid='id');`

/** The tables of engram. */
const engramTables = `
  create table sessions (
    id text primary key, project text not null, directory text not null,
    started_at text not null default (datetime('now')), ended_at text, summary text
  );
  create table observations (
    id integer primary key autoincrement, session_id text not null, type text not null, title text not null,
    content text not null, tool_name text, project text, scope text not null default 'project', topic_key text,
    normalized_hash text, revision_count integer not null default 1, duplicate_count integer not null default 1,
    last_seen_at text, created_at text not null default (datetime('now')),
    updated_at text not null default (datetime('now')), deleted_at text
  );
  create table user_prompts (id integer primary key, session_id text not null, content text not null, project text);`

export type Row = Readonly<Record<string, string | number | null>>

/** Content of a database or a JSON file of another program. */
export interface Content {
  readonly sessions: readonly Row[]
  readonly observations: readonly Row[]
  readonly prompts?: readonly Row[]
}

/** A folder of its own, removed after the tests of the calling file. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ilab-memory-import-from-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function writePython(path: string, content: Content): string {
  return writeDatabase(path, pythonTables, content)
}

export function writeEngram(path: string, content: Content): string {
  return writeDatabase(path, engramTables, content)
}

export function writeJson(path: string, value: unknown): string {
  writeFileSync(path, JSON.stringify(value))
  return path
}

function writeDatabase(
  path: string,
  tables: string,
  { sessions, observations, prompts = [] }: Content,
): string {
  using database = new DatabaseSync(path)
  database.exec(tables)
  const insert = (table: string, rows: readonly Row[]): void => {
    for (const row of rows) {
      const names = Object.keys(row)
      const places = names.map(() => '?').join(', ')
      database
        .prepare(`insert into ${table} (${names.join(', ')}) values (${places})`)
        .run(...Object.values(row))
    }
  }
  insert('sessions', sessions)
  insert('observations', observations)
  insert('user_prompts', prompts)
  return path
}
