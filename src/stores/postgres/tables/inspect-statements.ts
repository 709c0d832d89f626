const lengthOf = (column: string): string => `coalesce(octet_length(${column}), 0)`

const ofText = ['title', 'content', 'topic_key', 'data', 'source', 'keywords'].map(lengthOf).join(' + ')

const sum = (bytes: string, table: string): string =>
  `(select coalesce(sum(${bytes}), 0) from ilab_memory.${table} where user_key = $1)`

/** Statements that check a user. `$1` is always the user's key. Bytes are as rules/counted-bytes.ts counts them. */
export const inspectStatements = {
  countRows: `select (select count(*) from ilab_memory.observation where user_key = $1)::integer as observations,
      (select count(*) from ilab_memory.session where user_key = $1 and not (summary is null and is_auto_generated))::integer
        as sessions,
      (${[
        sum(ofText, 'observation'),
        sum(
          `64 + greatest(0, octet_length(id) - 36) + ${lengthOf('summary')} + ${lengthOf('name')}`,
          'session',
        ),
        sum('64', 'keyed_save'),
        sum('64', 'thread_append'),
        sum('64 + octet_length(name)', 'thread'),
        sum('32 + octet_length(item)', 'thread_item'),
        sum('bytes', 'version'),
      ].join(' + ')})::bigint as bytes,
      ((select count(*) from ilab_memory.version v where v.user_key = $1 and not exists (
          select from ilab_memory.observation where user_key = $1 and id = v.observation))
        + (select count(*) from ilab_memory.vector e where e.user_key = $1 and not exists (
          select from ilab_memory.observation where user_key = $1 and id = e.observation)))::integer as orphans
    from ilab_memory.user_state where user_key = $1`,
  readPostingsOfUser:
    'select bucket, chunk, data from ilab_memory.posting where user_key = $1 order by chunk',
} as const satisfies Record<string, string>
