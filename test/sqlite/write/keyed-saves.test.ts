import { nothingGiven } from '../../../src/core/store/beside.ts'
import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../../src/index.ts'
import { redact } from '../../../src/privacy/redact.ts'
import { saveDigests, type SaveDigests } from '../../../src/engine/rules/idempotency.ts'
import { freshPath } from '../fresh-folder.ts'
import { bytesBeside, expectIntact, expectTrueIndex } from '../inspect.ts'

const draft = { type: 'decision', title: 'Ferry', content: 'Takes the ferry', topicKey: 'travel/ferry' }

function digestsOf(key: string, content: string = draft.content): SaveDigests {
  const topicKey = redact(draft.topicKey)
  const texts = { title: redact(draft.title), content: redact(content), topicKey }
  return saveDigests(key, { ...draft, ...nothingGiven, ...texts })
}

/** Tells whether these bytes stand in any file of the store. */
function isOnDisk(path: string, bytes: Uint8Array): boolean {
  return [...bytesBeside(path).values()].some((file) => file.includes(Buffer.from(bytes)))
}

/** A memory with two revisions and another observation, each saved under a key. */
async function openWithSaves(path: string): Promise<ILabMemory> {
  const memory = await ILabMemory.fromPath(path)
  const alice = memory.forUser('alice')
  await alice.save(draft, { idempotencyKey: 'key-1' })
  await alice.save({ ...draft, content: 'Takes the train' }, { idempotencyKey: 'key-2' })
  await alice.save({ ...draft, topicKey: 'other' }, { idempotencyKey: 'key-3' })
  return memory
}

describe('what is on disk of a save with an idempotency key', () => {
  test('is neither the key nor a digest that a guess at the text could be tried on', async () => {
    const path = freshPath()
    await using memory = await openWithSaves(path)
    expect(isOnDisk(path, digestsOf('key-1').draft)).toBe(true)
    expect(isOnDisk(path, digestsOf('key-1').key)).toBe(true)
    expect(isOnDisk(path, Buffer.from('key-1'))).toBe(false)
    expect(digestsOf('key-1').draft).not.toEqual(digestsOf('key-2').draft)
    await memory.close()
  })

  test('R45 forgetting leaves no digest of any text that the observation had', async () => {
    const path = freshPath()
    await using memory = await openWithSaves(path)
    const gone = [digestsOf('key-1').draft, digestsOf('key-2', 'Takes the train').draft]
    expect(gone.map((digest) => isOnDisk(path, digest))).toEqual([true, true])
    expect(await memory.forUser('alice').forget(1)).toBe(true)
    expect(gone.map((digest) => isOnDisk(path, digest))).toEqual([false, false])
    const retry = { ...draft, topicKey: 'other' }
    expect(await memory.forUser('alice').save(retry, { idempotencyKey: 'key-3' })).toMatchObject({ id: 2 })
    await memory.close()
    expectIntact(path)
    expectTrueIndex(path)
  })

  test('R46 erasing leaves no digest at all', async () => {
    const path = freshPath()
    await using memory = await openWithSaves(path)
    const digests = ['key-1', 'key-2', 'key-3'].flatMap((key) => Object.values(digestsOf(key)))
    expect(digests.some((digest: Uint8Array) => isOnDisk(path, digest))).toBe(true)
    await memory.forUser('alice').erase()
    expect(digests.filter((digest: Uint8Array) => isOnDisk(path, digest))).toEqual([])
    await memory.close()
    expectIntact(path)
  })
})
