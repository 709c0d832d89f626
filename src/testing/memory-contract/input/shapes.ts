import { erasureReceiptSchema } from '../../../core/schemas/user/erasure.ts'
import { listPageSchema } from '../../../core/schemas/list.ts'
import { compactSchema, observationSchema } from '../../../core/schemas/observation.ts'
import { saveResultSchema } from '../../../core/schemas/save.ts'
import { foundObservationSchema, searchExplanationSchema } from '../../../core/schemas/search.ts'
import {
  sessionMentionSchema,
  sessionPageSchema,
  sessionSchema,
  sessionStartSchema,
} from '../../../core/schemas/session.ts'
import { statsSchema } from '../../../core/schemas/user/stats.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { memoryCase } from '../../world.ts'

/** Every answer has the documented shape, and nothing besides. */
export const shapeCases: readonly MemoryCase[] = [
  memoryCase('answers in the documented shapes', async ({ forUser }) => {
    const alice = forUser('alice')
    const draft = { type: 'profile', title: 'Name', content: 'Alice of Lisbon', topicKey: 'me/name' }
    const answers: [Shape, unknown][] = [
      [sessionStartSchema(), await alice.startSession()],
      [saveResultSchema(), await alice.save(draft)],
      [saveResultSchema(), await alice.summarizeSession('Half way there.')],
      [someOf(compactSchema()), await alice.search('Lisbon')],
      [someOf(compactSchema()), await alice.search('sb')],
      [someOf(foundObservationSchema()), await alice.search('Lisbon', { full: true })],
      [someOf(foundObservationSchema()), await alice.search('sb', { full: true })],
      [observationSchema(), await alice.get(1)],
      [someOf(observationSchema()), await alice.timeline(1)],
      [listPageSchema(), await alice.list({ limit: 1 })],
      [statsSchema(), await alice.stats()],
      [sessionSchema(), await alice.endSession('over: Lisbon')],
      [sessionPageSchema(), await alice.listSessions()],
      [sessionSchema(), await alice.getSession((await alice.listSessions()).sessions[0]!.id)],
      [someOf(sessionMentionSchema()), (await alice.forget(1, { explain: true })).mentionedIn],
      [sessionStartSchema(), await alice.startSession()],
      [erasureReceiptSchema(), await alice.erase()],
    ]
    for (const [schema, answer] of answers) schema.parse(answer)
  }),

  memoryCase(
    'explains in the documented shape',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ type: 'profile', title: 'Name', content: 'Alice of Lisbon' })
      searchExplanationSchema().parse(await alice.search('Lisbon', { explain: true }))
      searchExplanationSchema().parse(await alice.search('giraffe', { explain: true }))
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
