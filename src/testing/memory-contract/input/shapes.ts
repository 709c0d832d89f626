import * as model from '../../../core/model.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { memoryCase } from '../../world.ts'

/** Every answer has the documented shape, and nothing besides. */
export const shapeCases: readonly MemoryCase[] = [
  memoryCase('answers in the documented shapes', async ({ forUser }) => {
    const alice = forUser('alice')
    const draft = { type: 'profile', title: 'Name', content: 'Alice of Lisbon', topicKey: 'me/name' }
    const answers: [Shape, unknown][] = [
      [model.sessionStartSchema, await alice.startSession()],
      [model.saveResultSchema, await alice.save(draft)],
      [model.saveResultSchema, await alice.summarizeSession('Half way there.')],
      [someOf(model.compactSchema), await alice.search('Lisbon')],
      [someOf(model.compactSchema), await alice.search('sb')],
      [model.observationSchema, await alice.get(1)],
      [someOf(model.observationSchema), await alice.timeline(1)],
      [model.listPageSchema, await alice.list({ limit: 1 })],
      [model.statsSchema, await alice.stats()],
      [model.sessionSchema, await alice.endSession('over')],
      [model.sessionStartSchema, await alice.startSession()],
      [model.erasureReceiptSchema, await alice.erase()],
    ]
    for (const [schema, answer] of answers) schema.parse(answer)
  }),

  memoryCase(
    'explains in the documented shape',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ type: 'profile', title: 'Name', content: 'Alice of Lisbon' })
      model.searchExplanationSchema.parse(await alice.search('Lisbon', { explain: true }))
      model.searchExplanationSchema.parse(await alice.search('giraffe', { explain: true }))
    },
    { needs: ['explain'] },
  ),
]

/** A list with at least one of these. */
function someOf(schema: Shape): Shape {
  return {
    parse: (value) => {
      if (!Array.isArray(value) || value.length === 0) throw new TypeError('needs a list that is not empty')
      return value.map((item: unknown) => schema.parse(item))
    },
  }
}

interface Shape {
  /** Throws where the value does not have the shape. */
  parse(value: unknown): unknown
}
