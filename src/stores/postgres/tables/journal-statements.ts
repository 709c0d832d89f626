/** Statements on the journal. `$1` is always the user's key. */
export const journalStatements = {
  addEntries: `insert into ilab_memory.journal (user_key, at, number, operation, ids, context_id, purpose)
    select u.user_key, r.at,
      coalesce(r.number, r.place + (select coalesce(max(j.number), 0) from ilab_memory.journal j
        where j.user_key = $1 and j.at = r.at)),
      r.operation,
      array(select case when exists (select from ilab_memory.observation o where o.user_key = $1 and o.id = i.id
          and (r.number is null or o.created_at <= r.at)) then i.id else 0 end
        from unnest(r.ids) with ordinality as i (id, place) order by i.place),
      r."contextId", r.purpose
    from ilab_memory.user_state u cross join json_to_recordset($2::json) as r
      (place integer, at bigint, number integer, operation text, ids integer[], "contextId" text, purpose text)
    where u.user_key = $1
    on conflict (user_key, at, number) do nothing`,
  dropOldEntries: `delete from ilab_memory.journal where user_key = $1 and (at, number) <=
    (select at, number from ilab_memory.journal where user_key = $1 order by at desc, number desc limit 1 offset $2)`,
  blankEntries: `update ilab_memory.journal set ids = array(
      select case when i.id = any($2::integer[]) then 0 else i.id end
      from unnest(ids) with ordinality as i (id, place) order by i.place)
    where user_key = $1 and ids && $2::integer[]`,
  entriesBefore: `select at, number, operation, to_json(ids) as ids, context_id as "contextId", purpose from ilab_memory.journal
    where user_key = $1 and (at, number) < ($2, $3) order by at desc, number desc limit $4`,
  eraseEntries: 'delete from ilab_memory.journal where user_key = $1',
} as const satisfies Record<string, string>
