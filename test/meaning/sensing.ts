import type { Embedder } from '../../src/core/model/embedder.ts'
import { ILabMemory, type Config, type UserMemory } from '../../src/index.ts'
import type { MemorySubject, StoreSubject } from '../../src/testing/index.ts'
import { storeSubjects } from '../stores-under-test.ts'
import { testModel } from './model.ts'

/** Every store that keeps vectors. */
export function sensingStores(): readonly ReturnType<typeof storeSubjects>[number][] {
  return storeSubjects().filter(({ name }) => name !== 'plain maps under the engine')
}

/** A memory over a store, searched by sense. */
export async function openSensing(subject: StoreSubject, config: Config = {}): Promise<ILabMemory> {
  return new ILabMemory(await subject.open(), { embedder: testModel(), ...config })
}

/** Memories over a store in which each call waits until every text has its vector. */
export function sensingSubject(
  subject: StoreSubject,
  embedder: () => Embedder = () => testModel(),
): MemorySubject {
  return {
    open: async ({ config, clock, newSessionId }) => {
      const options = { ...config, clock, newSessionId, embedder: embedder() }
      const memory = new ILabMemory(await subject.open(), options)
      return {
        forUser: (userId) => settling(memory, memory.forUser(userId)),
        close: () => memory.close(),
      }
    },
  }
}

function settling(memory: ILabMemory, handle: UserMemory): UserMemory {
  return new Proxy(handle, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function' || name === 'export' || name === 'thread') return value
      return async (...input: unknown[]): Promise<unknown> => {
        await memory.settled()
        const answer: unknown = await Reflect.apply(value, target, input)
        await memory.settled()
        return answer
      }
    },
  })
}
