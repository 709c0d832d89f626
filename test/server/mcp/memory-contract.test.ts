import { describe, test } from 'vitest'
import { toolNames } from '../../../src/memory/tools/offers.ts'
import { memoryContract, skipReason } from '../../../src/testing/index.ts'
import { storeSubject } from '../../stores-under-test.ts'
import { connectInMemory } from './connected.ts'
import { memoryOverTools } from './tool-memory.ts'

const arrays = storeSubject('plain arrays')
const subject = memoryOverTools(arrays, (memory, userId) =>
  connectInMemory({ memory, tools: toolNames }, userId),
)

/** Cases that cannot be put to a tool, each with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  'refuses to save a misspelled field, and changes nothing':
    'the misspelling is the right spelling on the wire',
  'finishes what was called before the close':
    'the memory is closed under the server, which calls on their way have not reached',
}

describe('the memory contract through tools', () => {
  for (const contractCase of memoryContract) {
    test(contractCase.name, async ({ skip }) => {
      const reason = exceptions[contractCase.name] ?? skipReason(contractCase, subject)
      if (reason !== null) skip(reason)
      await contractCase.run(subject)
    })
  }
})
