import { describe, expect, test } from 'vitest'
import { ILabMemory } from '../../src/memory/ilab-memory.ts'
import { redact, redactFields } from '../../src/privacy/redact.ts'
import {
  canariesIn,
  leakedSecrets,
  lostWords,
  privacyCorpus,
} from '../../src/testing/privacy-corpus/corpus.ts'
import { createReferenceStore } from '../../src/testing/reference-store/store.ts'

describe('R20 the privacy corpus', () => {
  test.each(privacyCorpus)('R20 $name', (privacyCase) => {
    const fields = redactFields([privacyCase.title, privacyCase.content])
    expect(leakedSecrets(privacyCase, fields.join('\n'))).toEqual([])
    expect(lostWords(privacyCase, fields.join('\n'))).toEqual([])
    expect(fields.map((field) => redact(field))).toEqual(fields)
  })

  test('R20 keeps no canary in a memory, and all the words that it should', async () => {
    await using memory = new ILabMemory(createReferenceStore())
    const alice = memory.forUser('alice')
    for (const { title, content } of privacyCorpus) await alice.save({ type: 'discovery', title, content })
    const kept = (await Array.fromAsync(alice.export())).join('\n')
    expect(canariesIn(kept)).toEqual([])
    expect(privacyCorpus.flatMap((privacyCase) => lostWords(privacyCase, kept))).toEqual([])
  })

  test('R20 keeps no canary in an earlier version, and all the words that it should', async () => {
    await using memory = new ILabMemory(createReferenceStore(), { history: { revisions: 1_000 } })
    const alice = memory.forUser('alice')
    for (const { title, content } of privacyCorpus)
      await alice.save({ type: 'discovery', title, content, topicKey: 'a/b' })
    const limit = privacyCorpus.length
    const versions = (await alice.history('a/b', { limit })).versions.toReversed()
    expect(versions).toHaveLength(privacyCorpus.length)
    expect(canariesIn(JSON.stringify(versions))).toEqual([])
    expect(
      privacyCorpus.flatMap((each, i) => lostWords(each, `${versions[i]?.title} ${versions[i]?.content}`)),
    ).toEqual([])
  })

  test('has many cases, each with its own name and its own words', () => {
    expect(privacyCorpus.length).toBeGreaterThanOrEqual(60)
    expect(new Set(privacyCorpus.map(({ name }) => name)).size).toBe(privacyCorpus.length)
    const words = privacyCorpus.flatMap(({ secrets, kept }) => [...secrets, ...kept])
    expect(new Set(words).size).toBe(words.length)
  })

  test('finds every canary in what was not redacted', () => {
    for (const privacyCase of privacyCorpus) {
      const raw = `${privacyCase.title}\n${privacyCase.content}`
      expect(leakedSecrets(privacyCase, raw)).toEqual(privacyCase.secrets)
      expect(leakedSecrets(privacyCase, Buffer.from(raw.toUpperCase()).toString('latin1'))).toEqual(
        privacyCase.secrets,
      )
      expect(lostWords(privacyCase, raw)).toEqual([])
    }
  })
})
