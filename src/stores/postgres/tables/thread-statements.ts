const item = 'i.thread, i.number, i.item, i.created_at as "createdAt"'

/** Statements on threads. `$1` is always the user's key. */
export const threadStatements = {
  findThreads: `select t.number, t.name, t.items, t.bytes,
      coalesce((select max(number) from ilab_memory.thread_item where user_key = $1 and thread = t.number), 0) as last
    from ilab_memory.thread t where t.user_key = $1 and t.name = any($2)`,
  lastThread: 'select max(number) as number from ilab_memory.thread where user_key = $1',
  lastThreadItem: `select ${item} from ilab_memory.thread_item i where i.user_key = $1
      and i.thread = (select number from ilab_memory.thread where user_key = $1 and name = $2)
    order by i.number desc limit 1`,
  takenThreadItems: `select r.place, (i.created_at = r.at and i.item = r.item) or exists (
        select from ilab_memory.thread_item o where o.user_key = $1 and o.thread = t.number
          and o.created_at = r.at and o.item = r.item) as "isThere"
    from unnest($2::integer[], $3::text[], $4::integer[], $5::bigint[], $6::text[]) as r (place, name, number, at, item)
      join ilab_memory.thread t on t.user_key = $1 and t.name = r.name collate "C"
      join ilab_memory.thread_item i on i.user_key = $1 and i.thread = t.number and i.number = r.number
    where t.user_key = $1 and i.user_key = $1`,
  writeThreads: `insert into ilab_memory.thread (user_key, number, name, items, bytes)
    select u.user_key, r.number, r.name, r.items, r.bytes
    from ilab_memory.user_state u
    cross join unnest($2::integer[], $3::text[], $4::integer[], $5::bigint[]) as r (number, name, items, bytes)
    where u.user_key = $1
    on conflict (user_key, number) do update set items = excluded.items, bytes = excluded.bytes`,
  insertThreadItems: `insert into ilab_memory.thread_item (user_key, thread, number, created_at, item)
    select u.user_key, r.thread, r.number, r.at, r.item
    from ilab_memory.user_state u
    cross join unnest($2::integer[], $3::integer[], $4::bigint[], $5::text[]) as r (thread, number, at, item)
    where u.user_key = $1`,
  deleteThreadItem: 'delete from ilab_memory.thread_item where user_key = $1 and thread = $2 and number = $3',
  deleteThreadItems: 'delete from ilab_memory.thread_item where user_key = $1 and thread = $2',
  deleteThread: 'delete from ilab_memory.thread where user_key = $1 and number = $2',

  threadItemsBefore: `select ${item} from ilab_memory.thread_item i where i.user_key = $1
      and i.thread = (select number from ilab_memory.thread where user_key = $1 and name = $2) and i.number < $3
    order by i.number desc limit $4`,
  threadsBefore: `select t.number, t.name, t.items, (select created_at from ilab_memory.thread_item
      where user_key = $1 and thread = t.number order by number desc limit 1) as "updatedAt"
    from ilab_memory.thread t where t.user_key = $1 and t.number < $2 order by t.number desc limit $3`,
  threadItemsAfter: `select ${item}, t.name from ilab_memory.thread_item i
      join ilab_memory.thread t on t.user_key = $1 and t.number = i.thread
    where i.user_key = $1 and (i.thread, i.number) > ($2, $3) order by i.thread, i.number limit $4`,

  keyedAppendsForWrite: `select true as "isIt", number, draft, thread, first, appended, items
    from ilab_memory.thread_append where user_key = $1 and key = $2
    union all (select false, number, null, thread, first, appended, items from ilab_memory.thread_append
      where user_key = $1 order by number desc limit 1)`,
  addKeyedAppend: `insert into ilab_memory.thread_append
      (user_key, number, key, draft, thread, first, appended, items)
    values ($1, $2, $3, $4, $5, $6, $7, $8)`,
  dropKeyedAppends: 'delete from ilab_memory.thread_append where user_key = $1 and number <= $2',
  blankKeyedAppends: `update ilab_memory.thread_append set draft = null
    where user_key = $1 and thread = $2 and draft is not null
      and ($3::integer is null or (first <= $3 and first + appended > $3))`,

  threadBoundary: `select thread, number from ilab_memory.thread_item where user_key = $1
    order by thread, number offset $2 limit 1`,
  eraseThreadItemsBelow:
    'delete from ilab_memory.thread_item where user_key = $1 and (thread, number) <= ($2, $3)',
  eraseThreadItems: 'delete from ilab_memory.thread_item where user_key = $1',
  eraseThreads: 'delete from ilab_memory.thread where user_key = $1',
  eraseKeyedAppends: 'delete from ilab_memory.thread_append where user_key = $1',
} as const satisfies Record<string, string>
