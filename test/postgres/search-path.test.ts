import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { migratePostgres } from '../../src/stores/postgres/migration/migrate.ts'
import {
  applicationRole,
  asSuperuser,
  emptyDatabase,
  migratedDatabase,
  ownerRole,
  urlOf,
} from './databases.ts'

test('no policy calls a function that another role has put on the search path', async () => {
  const database = await emptyDatabase()
  await asSuperuser(
    database,
    `create function public.concat(text, text, text, text) returns text language sql as $$ select 'planted' $$`,
  )
  await migratePostgres(urlOf(database, ownerRole), { applicationRole })
  // PostgreSQL keeps no dependency on its own functions.
  const called = await asSuperuser(
    database,
    `select refobjid::regprocedure::text as name from pg_depend
      where classid = 'pg_policy'::regclass and refclassid = 'pg_proc'::regclass`,
  )
  expect(called).toEqual([])
})

test('no statement calls a function or an operator that another role has put on the search path', async () => {
  const database = await migratedDatabase()
  await asSuperuser(
    database,
    `create function public.planted() returns text language plpgsql as $$ begin raise 'planted'; end $$;
     create function public.unnest(integer[]) returns setof integer language sql as 'select 1 where public.planted() = $$$$';
     create function public.unnest(text[]) returns setof text language sql as 'select public.planted()';
     create function public.to_json(record) returns json language plpgsql as $$ begin return public.planted(); end $$;
     create function public.joined(text, integer) returns text language sql as 'select public.planted()';
     create operator public.|| (leftarg = text, rightarg = integer, function = public.joined)`,
  )
  await using memory = await ILabMemory.fromPostgres(urlOf(database, applicationRole), { connections: 2 })
  const alice = memory.forUser('alice')
  const { id } = await alice.save({
    type: 'preference',
    title: 'Theme',
    content: 'dark',
    data: { from: 'app' },
  })
  await alice.save({ type: 'preference', title: 'Theme', content: 'light' })
  expect(await alice.search('dark', { data: { from: 'app' } })).toHaveLength(1)
  expect((await alice.list()).observations).toHaveLength(2)
  expect(await alice.forget(id)).toBe(true)
  expect(await alice.journal()).toBeDefined()
})
