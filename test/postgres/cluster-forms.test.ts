import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, type Node } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { statements } from '../../src/stores/postgres/tables/statements.ts'
import { childrenOf } from '../architecture/public-types/declarations.ts'
import { refusedFormsIn } from './cluster-forms.ts'

const source = join(import.meta.dirname, '../../src/stores/postgres')

/** Every text in the sources that begins as SQL does, with an `x` for what is put in. */
function sqlIn(file: string): string[] {
  const texts: string[] = []
  const visit = (node: Node): void => {
    if (node.type === 'TemplateLiteral') texts.push(node.quasis.map(({ value }) => value.raw).join('x'))
    if (node.type === 'Literal' && typeof node.value === 'string') texts.push(node.value)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(parseSync(file, readFileSync(join(source, file), 'utf8')).program)
  return texts.filter((text) => /^\s*(?:select|insert|update|delete|with|set|begin)\s/.test(text))
}

// The columns of statements.ts are put together when it is loaded.
const others = globSync('**/*.ts', { cwd: source })
  .filter((file) => !file.endsWith('statements.ts'))
  .flatMap((file) => sqlIn(file).map((sql) => ({ name: `${file}: ${sql.slice(0, 60)}`, sql })))
const all = [...Object.entries(statements).map(([name, sql]) => ({ name, sql })), ...others]

describe('R43 every statement takes a form that a cluster routes to one node', () => {
  test('the statements outside of the table of statements are found', () => {
    expect(others.length).toBeGreaterThan(8)
  })

  test.for(all)('$name', ({ sql }) => expect(refusedFormsIn(sql)).toEqual([]))

  const rows = 'json_to_recordset($2::json) as r (id integer)'
  test.for([
    `insert into ilab_memory.observation (user_key, id) select $1, r.id from ${rows}`,
    `insert into ilab_memory.observation (user_key, id) select r.user_key, r.id from ${rows}`,
    'insert into ilab_memory.posting (user_key, bucket) select $1, r.b from unnest($2::text[]) as r (b)',
    `insert into ilab_memory.posting (user_key, bucket) select u.user_key, r.b from ilab_memory.user_state u
      cross join unnest($2::text[]) as r (b)`,
    `select max(id), (select rolsuper from pg_roles where rolname = current_user) from ilab_memory.schema_version`,
    `select pg_has_role(current_user, 1, 'usage') from ilab_memory.user_state where user_key = $1`,
    `select set_config('ilab_memory.user_key', $1, true)`,
    'with gone as (delete from ilab_memory.session where user_key = $1 returning id) select id from gone',
    'update ilab_memory.session set user_key = $2 where user_key = $1',
  ])('would refuse: %s', (sql) => expect(refusedFormsIn(sql)).not.toEqual([]))
})
