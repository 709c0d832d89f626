import { defineMemory } from 'eve/memory'
import { ilabMemory } from '../../../../../src/adapters/eve/index.ts'

/** In the same file as the profile, and of another user in each session. */
export default defineMemory({
  description: 'Facts of one session.',
  scope: ({ session }) => session.id,
  provider: ilabMemory({ path: process.env['MEMORY_PATH'] ?? './memory.db' }),
})
