const thread = `t.number, t.name, t.items, t.bytes,
  coalesce((select max(number) from thread_item where user = ?1 and thread = t.number), 0) as last`
const item = 'i.thread, i.number, i.item, i.created_at as createdAt'

/** Statements on threads. `?1` is always the user's number. */
export const threadStatements = {
  findThread: `select ${thread} from thread t where t.user = ?1 and t.name = ?2`,
  lastThread: 'select max(number) as number from thread where user = ?1',
  lastThreadItem: `select ${item} from thread_item i where i.user = ?1 and i.thread = ?2 order by i.number desc limit 1`,
  isThreadItem: `select created_at = ?4 and item = ?5 as isIt from thread_item
    where user = ?1 and thread = ?2 and number = ?3`,
  // One pass for all items of a write. Times are compared first, so that few items are read.
  sameThreadItems: `select created_at as createdAt, item from thread_item where user = ?1 and thread = ?2
    and created_at in (select value ->> 0 from json_each(?3))
    and (created_at, item) in (select value ->> 0, value ->> 1 from json_each(?3))`,
  writeThread: `insert into thread (user, number, name, items, bytes) values (?1, ?2, ?3, ?4, ?5)
    on conflict (user, number) do update set items = excluded.items, bytes = excluded.bytes`,
  insertThreadItem: `insert into thread_item (user, thread, number, created_at, item) values (?1, ?2, ?3, ?4, ?5)`,
  deleteThreadItem: 'delete from thread_item where user = ?1 and thread = ?2 and number = ?3',
  deleteThreadItems: 'delete from thread_item where user = ?1 and thread = ?2',
  deleteThread: 'delete from thread where user = ?1 and number = ?2',

  threadItemsBefore: `select ${item} from thread_item i
    where i.user = ?1 and i.thread = (select number from thread where user = ?1 and name = ?2) and i.number < ?3
    order by i.number desc limit ?4`,
  threadsBefore: `select t.number, t.name, t.items,
      (select created_at from thread_item where user = ?1 and thread = t.number order by number desc limit 1) as updatedAt
    from thread t where t.user = ?1 and t.number < ?2 order by t.number desc limit ?3`,
  threadItemsAfter: `select ${item}, (select name from thread where user = ?1 and number = i.thread) as name
    from thread_item i where i.user = ?1 and (i.thread, i.number) > (?2, ?3) order by i.thread, i.number limit ?4`,

  findKeyedAppend: `select draft, thread, first, appended, items from thread_append where user = ?1 and key = ?2`,
  lastKeyedAppend: 'select max(number) as number from thread_append where user = ?1',
  insertKeyedAppend: `insert into thread_append (user, number, key, draft, thread, first, appended, items)
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
  deleteKeyedAppends: 'delete from thread_append where user = ?1 and number <= ?2',
  blankKeyedAppends: `update thread_append set draft = null where user = ?1 and thread = ?2 and draft is not null
    and (?3 is null or (first <= ?3 and first + appended > ?3))`,

  deleteSomeThreadItems: `delete from thread_item where user = ?1 and (thread, number) in
    (select thread, number from thread_item where user = ?1 order by thread, number limit ?2)`,
  deleteThreads: 'delete from thread where user = ?1',
} as const satisfies Record<string, string>
