/** Statements on vectors. `$1` is always the user's key. */
export const vectorStatements = {
  putVectors: `insert into ilab_memory.vector (user_key, observation, data)
    select u.user_key, r.observation, r.data
    from ilab_memory.user_state u cross join unnest($2::integer[], $3::bytea[]) as r (observation, data)
    where u.user_key = $1
    on conflict (user_key, observation) do update set data = excluded.data`,
  deleteVectors: 'delete from ilab_memory.vector where user_key = $1 and observation = any($2)',
  readVectors: 'select observation, data from ilab_memory.vector where user_key = $1 order by observation',
  vectorIds: 'select observation from ilab_memory.vector where user_key = $1',
  eraseVectors: 'delete from ilab_memory.vector where user_key = $1',
} as const satisfies Record<string, string>
