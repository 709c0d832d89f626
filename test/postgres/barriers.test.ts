import { describe, expect, test } from 'vitest'
import { runnableOperations } from '../runnable-operations.ts'
import { userTables } from '../../src/stores/postgres/tables/schema.ts'
import { statements as own, type Statements } from '../../src/stores/postgres/tables/statements.ts'
import {
  findInterference,
  isolationMatrix,
  type MemoryCase,
  type StoreSubject,
} from '../../src/testing/index.ts'
import { memoryOver } from '../stores-under-test.ts'
import { asSuperuser, freshStores, type Database } from './databases.ts'
import { isCluster } from './own-server.ts'

/** Every statement without what binds it to the user; what is written still names one. */
const unbound = Object.fromEntries(
  Object.entries(own).map(([name, sql]) => [
    name,
    sql.replaceAll(/(?:\b\w+\.)?\buser_key = \$1\b/g, '$1::uuid is not null'),
  ]),
) as Statements

async function withoutRowSecurity(database: Database): Promise<void> {
  for (const table of userTables)
    await asSuperuser(database, `alter table ilab_memory.${table} disable row level security`)
}

type Barrier = StoreSubject & { readonly name: string }

const rowSecurity: Barrier = { name: 'row security alone', open: freshStores({ statements: unbound }) }
const conditions: Barrier = {
  name: 'the conditions of the statements alone',
  open: freshStores({ alter: withoutRowSecurity }),
}

/**
 * R42: each barrier with the other one off, and that nothing holds with both off. A cluster refuses statements that do
 * not name the user, so there row security never stands alone.
 */
const barriers = isCluster ? [conditions] : [rowSecurity, conditions]

describe.for(barriers)('R42 with $name', (subject) => {
  for (const { name, run } of isolationMatrix(runnableOperations)) test(name, () => run(memoryOver(subject)))

  test('no answer of 15 random histories shows that another user exists', { timeout: 120_000 }, async () => {
    expect(await findInterference(memoryOver(subject), { seed: 42, runs: 15 })).toBeNull()
  })
})

test.skipIf(isCluster)(
  'R42 with neither, users see each other: the test would notice',
  { timeout: 60_000 },
  async () => {
    const open = freshStores({ statements: unbound, alter: withoutRowSecurity })
    const sees = async ({ run }: MemoryCase): Promise<boolean> =>
      run(memoryOver({ open })).then(
        () => false,
        () => true,
      )
    let isNoticed = false
    for (const row of isolationMatrix(runnableOperations)) if ((isNoticed = await sees(row))) break
    expect(isNoticed).toBe(true)
  },
)

test('R42 the statements are really without their conditions', () => {
  expect(Object.values(unbound).filter((sql) => /user_key = \$1/.test(sql))).toEqual([])
  expect(unbound.readPostings).toContain('where $1::uuid is not null and bucket')
})
