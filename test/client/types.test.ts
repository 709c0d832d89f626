import { expect, expectTypeOf, test } from 'vitest'
import { connect, type RemoteMemory, type UserMemory as ClientUserMemory } from '../../src/client/index.ts'
import { ILabMemory, type UserMemory } from '../../src/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'

/** Everything that an application can do with an embedded memory, over any store. A sweep is for operators. */
type Memory = Pick<ILabMemory, Exclude<keyof ILabMemory, 'embed' | 'settled' | 'sweep'>>

/** An application that was written for an embedded memory; what it is given is the one line that changes. */
async function application(memory: Memory): Promise<string> {
  const alice: UserMemory = memory.forUser('alice')
  await alice.startSession()
  const { id } = await alice.save({ type: 'profile', title: 'T', content: 'C' }, { idempotencyKey: 'one' })
  await memory.memSave({ userId: 'alice', type: 'profile', title: 'T', content: 'D' })
  const [found] = await alice.search('T', { limit: 1 })
  const { results } = await alice.search('T', { explain: true })
  const observation = await memory.memGetObservation({ userId: 'alice', observationId: id })
  for await (const line of alice.export()) await alice.import([line])
  await memory.close()
  return `${found?.title} ${results[0]?.parts.relevance} ${observation?.content}`
}

test('a remote memory takes the place of an embedded one, by its type', () => {
  expectTypeOf<RemoteMemory>().toExtend<Memory>()
  expectTypeOf<ReturnType<RemoteMemory['forUser']>>().toExtend<UserMemory>()
  expectTypeOf<ClientUserMemory>().toEqualTypeOf<UserMemory>()
  expectTypeOf(connect('http://localhost:7437')).toExtend<Parameters<typeof application>[0]>()
  const embedded = new ILabMemory(createReferenceStore())
  const remote = connect('http://localhost:7437')
  expect(methodsOf(embedded).filter((name) => !(name in remote))).toEqual(['sweep', 'embed', 'settled'])
  const handle = remote.forUser('alice')
  expect(methodsOf(embedded.forUser('alice')).filter((name) => !(name in handle))).toEqual([])
})

function methodsOf(object: object): string[] {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(object)).filter((name) => name !== 'constructor')
}
