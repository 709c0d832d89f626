import { describe, test } from 'vitest'
import { memoryStore } from '../../src/adapters/langgraph/index.ts'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { graphStoreContract, type GraphStoreSubject } from '../../src/testing/index.ts'
import { openFreshStore } from './databases.ts'

const subject: GraphStoreSubject = {
  open: async () => {
    const memory = new ILabMemory(await openFreshStore())
    return { store: memoryStore(memory), close: () => memory.close() }
  },
}

describe('the store of a graph', () => {
  test.for(graphStoreContract)('$name', async (contractCase) => {
    await contractCase.run(subject)
  })
})
