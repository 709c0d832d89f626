import fc from 'fast-check'
import { test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { freshPath } from '../fresh-folder.ts'
import { expectIntact, expectTrueIndex } from '../inspect.ts'

/** More than one row of ranking records holds. */
const most = 130
const anyId = fc.integer({ min: 1, max: most })

const step = fc.oneof(
  fc.record({ does: fc.constant('save' as const), count: fc.integer({ min: 1, max: 70 }) }),
  fc.record({
    does: fc.constant('import' as const),
    ids: fc.uniqueArray(anyId, { minLength: 1, maxLength: 30 }),
  }),
  fc.record({ does: fc.constant('forget' as const), id: anyId }),
  fc.record({ does: fc.constant('revise' as const) }),
)

async function exportOfMany(): Promise<{ header: string[]; observations: string[] }> {
  await using memory = await ILabMemory.fromPath(freshPath())
  const source = memory.forUser('source')
  for (let i = 1; i <= most; i++)
    await source.save({ type: 'pattern', title: `Note ${i}`, content: `on ferry ${i % 7}` })
  const lines = await Array.fromAsync(source.export())
  return { header: lines.slice(0, -most), observations: lines.slice(-most) }
}

test('ranking records stand at their ids, in whatever order and with whatever gaps these come', async () => {
  const { header, observations } = await exportOfMany()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const path = freshPath()
      await using memory = await ILabMemory.fromPath(path)
      const alice = memory.forUser('alice')
      for (const [i, taken] of steps.entries()) {
        if (taken.does === 'import')
          await alice.import([...header, ...taken.ids.map((id) => observations[id - 1]!)])
        else if (taken.does === 'forget') await alice.forget(taken.id)
        else if (taken.does === 'revise')
          await alice.save({ type: 'pattern', title: 'Topic', content: `step ${i}`, topicKey: 'topic' })
        else
          await Promise.all(
            Array.from({ length: taken.count }, (_, n) =>
              alice.save({ type: 'decision', title: `Step ${i}`, content: `number ${n}` }),
            ),
          )
      }
      expectIntact(path)
      expectTrueIndex(path)
    }),
    { numRuns: 40, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true },
  )
}, 120_000)
