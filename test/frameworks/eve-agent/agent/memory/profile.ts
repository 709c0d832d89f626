import { defineMemory } from 'eve/memory'
import { defineTool } from 'eve/tools'
import { ilabMemory } from '../../../../../src/adapters/eve/index.ts'

export default defineMemory({
  description: 'Facts about the caller.',
  scope: 'caller',
  provider: ilabMemory({ path: process.env['MEMORY_PATH'] ?? './memory.db' }, { defineTool }),
})
