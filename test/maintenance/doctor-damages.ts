/** Damages of one file: what doctor must find, and whether a repair mends it. */
export const damages: { name: string; sql: string[]; finds: string[]; mends: boolean }[] = [
  {
    name: 'pages of the index',
    sql: ['update term_index_data set block = zeroblob(length(block)) where id > 10'],
    finds: ['index_structure'],
    mends: true,
  },
  {
    name: 'an index that lost an observation',
    sql: [
      `insert into term_index (term_index, rowid, terms)
        select 'delete', doc, group_concat(term, ' ') from (select doc, term from term_occurrence
          where doc = (select min(key) from observation) order by offset)`,
    ],
    finds: ['index_terms'],
    mends: true,
  },
  {
    name: 'an index that holds a word too many',
    sql: [
      `insert into term_index (rowid, terms) select max(key), '1:intruder' from observation where user = 1`,
    ],
    finds: ['index_terms'],
    mends: true,
  },
  {
    name: 'terms of an observation that is not there, of a user who is not there',
    sql: [`insert into term_index (rowid, terms) values ((9 << 27) + 1, '9:nobody')`],
    finds: ['index_terms'],
    mends: true,
  },
  {
    name: 'terms of nobody that lie before those of all users',
    sql: [`insert into term_index (rowid, terms) values ((41 << 27) + 1, '15:nobody')`],
    finds: ['index_terms'],
    mends: true,
  },
  {
    name: 'text that changed under the index',
    sql: [
      `update observation set content = content || ' smuggled' where key = (select max(key) from observation)`,
    ],
    finds: ['counts', 'index_terms', 'ranking_records'],
    mends: true,
  },
  {
    name: 'a chunk of ranking records that is gone',
    sql: ['delete from document_chunk where key = (select min(key) from document_chunk)'],
    finds: ['ranking_records'],
    mends: true,
  },
  {
    name: 'a ranking record with another time',
    sql: [
      `update document_chunk set data = cast(substr(data, 1, 32) || x'0000000000000840' || substr(data, 41) as blob)
        where key = (select min(key) from document_chunk)`,
    ],
    finds: ['ranking_records'],
    mends: true,
  },
  {
    name: 'ranking records of no user',
    sql: ['insert into document_chunk (key, data) values (77 << 27, zeroblob(32))'],
    finds: ['ranking_records'],
    mends: true,
  },
  {
    name: 'vectors that cannot be read',
    sql: ["insert into vector_chunk (key, slots, data) values ((1 << 27) + 3, x'01', zeroblob(3))"],
    finds: ['vectors'],
    mends: true,
  },
  {
    name: 'a vector of an observation that is gone',
    sql: [
      "insert into vector_chunk (key, slots, data) values ((1 << 27) + 7, x'01', zeroblob(8))",
      'update user set vector_space = 1 where number = 1',
    ],
    finds: ['vectors'],
    mends: true,
  },
  {
    name: 'a vector of a user who is not there',
    sql: ["insert into vector_chunk (key, slots, data) values (77 << 27, x'01', zeroblob(8))"],
    finds: ['vectors'],
    mends: true,
  },
  {
    name: 'a user who is said to have all vectors, and has one',
    sql: [
      "insert into vector_chunk (key, slots, data) values (1 << 27, x'01', zeroblob(8))",
      'update user set vector_space = 1, is_embedded = 1 where number = 1',
    ],
    finds: ['vectors'],
    mends: true,
  },
  {
    name: 'counts',
    sql: ['update user set observations = observations + 1, bytes = 0, next_id = 2 where number = 1'],
    finds: ['counts'],
    mends: true,
  },
  {
    name: 'counts of a thread',
    sql: ["insert into thread values (1, 9, 'a', 3, 0)"],
    finds: ['counts'],
    mends: true,
  },
  {
    name: 'items of a thread that is not there',
    sql: ["insert into thread_item values (1, 8, 1, 0, '1')"],
    finds: ['foreign_keys', 'counts'],
    mends: false,
  },
  {
    name: 'an active session that is not there',
    sql: ['update user set active_session = 99 where number = 1'],
    finds: ['sessions'],
    mends: true,
  },
  {
    name: 'two open sessions',
    sql: ['update session set ended_at = null where user = 1'],
    finds: ['sessions'],
    mends: true,
  },
  {
    name: 'an erasure that was not finished',
    sql: [`update user set user_id = null where user_id = 'ada'`],
    finds: ['erasure'],
    mends: true,
  },
  {
    name: 'separators of words that are gone',
    sql: [
      `insert into term_index (term_index, rowid, terms)
        select 'delete', doc, group_concat(term, ' ') from (select doc, term from term_occurrence
          where term >= '1:' and term < '1;' order by doc, offset) group by doc`,
    ],
    finds: ['index_terms', 'separators'],
    mends: true,
  },
  {
    name: 'an observation without its session',
    sql: ['update observation set session = session + 50 where key = (select min(key) from observation)'],
    finds: ['orphans', 'ranking_records'],
    mends: false,
  },
  {
    name: 'a save under an idempotency key whose session is not there',
    sql: [`insert into keyed_save values (1, 1, x'00', null, 1, 'created', 99, 1, null)`],
    finds: ['counts', 'orphans'],
    mends: false,
  },
  {
    name: 'a digest of an observation that is not there',
    sql: [`insert into keyed_save values (1, 2, x'01', x'00', 999, 'created', 1, 1, null)`],
    finds: ['counts', 'orphans'],
    mends: false,
  },
  {
    name: 'an earlier version of an observation that is not there',
    sql: [
      `insert into version (user, observation, revision, session, bytes, created_at, replaced_at, type, title, content)
        values (1, 999, 1, 1, 70, 0, 1, 'pattern', 'T', 'gone')`,
    ],
    finds: ['versions', 'counts'],
    mends: true,
  },
  {
    name: 'rows of a user who is not there',
    sql: ['update observation set user = 55 where key = (select min(key) from observation)'],
    finds: ['foreign_keys', 'orphans', 'counts'],
    mends: false,
  },
]
