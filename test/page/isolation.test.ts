import { describe, expect, test } from 'vitest'
import { runnableOperations } from '../runnable-operations.ts'
import type { UserMemory } from '../../src/index.ts'
import { isolationMatrix, type MemorySubject, type NamedOperation } from '../../src/testing/index.ts'
import { memoryOver, storeSubject } from '../stores-under-test.ts'
import { leaking, pageOperations } from './page-operations.ts'

const isPostgres = process.env['ILAB_TEST_STORES'] === 'postgres'
const store = storeSubject(isPostgres ? 'PostgreSQL' : 'one SQLite file')
/** One case for each operation; the matrix then asks for all operations of a memory, and the page has fewer. */
const cases = isolationMatrix(pageOperations).slice(0, pageOperations.length)

describe(`R3: the isolation matrix through the page, on ${store.name}`, () => {
  for (const { name, run } of cases) test(name, () => run(memoryOver(store)))
})

test('the matrix finds a page that shows another user’s memory', async () => {
  const opened = memoryOver(store)
  let other: UserMemory | null = null
  const subject: MemorySubject = {
    ...opened,
    open: async (options) => {
      const memory = await opened.open(options)
      other = memory.forUser('bob')
      return memory
    },
  }
  const [operation] = pageOperations as [NamedOperation]
  const leaky: NamedOperation = {
    name: operation.name,
    run: (memory, input) => operation.run(leaking(memory, other!), input),
  }
  await expect(isolationMatrix([leaky])[0]!.run(subject)).rejects.toThrow(
    /the other user's memory changed|answers otherwise/,
  )
})

test('every operation that the matrix has and the page lacks is named', () => {
  const done = pageOperations.map(({ name }) => name)
  expect(runnableOperations.map(({ name }) => name).filter((name) => !done.includes(name)))
    .toMatchInlineSnapshot(`
    [
      "mem_session_start",
      "mem_session_end",
      "mem_session_summary",
      "mem_save",
      "mem_save_many",
      "mem_context",
      "mem_timeline",
      "mem_journal",
      "mem_session_update",
      "mem_session_forget",
      "mem_thread_append",
      "mem_thread_read",
      "mem_thread_pop",
      "mem_thread_clear",
      "mem_thread_list",
    ]
  `)
})
