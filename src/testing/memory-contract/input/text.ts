import assert from 'node:assert/strict'
import type { UserMemory } from '../../../core/user-memory.ts'
import { collect } from '../../canonical.ts'
import type { MemoryCase } from '../../contract-case.ts'
import { succeedsOrRefuses } from '../../expectations.ts'
import { leakedSecrets, lostWords, privacyCorpus } from '../../privacy-corpus/corpus.ts'
import { memoryCase } from '../../world.ts'
import { fragileTexts, hostileQueries } from './hostile-text.ts'

/** Text of every kind goes in and comes out as it was, or is refused; no query breaks anything. */
export const textCases: readonly MemoryCase[] = [
  memoryCase(
    'takes any query',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ type: 'discovery', title: 'Title a', content: 'a b c % _ * "quoted" word1 OR NOT' })
      for (const query of hostileQueries) {
        await succeedsOrRefuses(() => alice.search(query))
        await succeedsOrRefuses(() => alice.search(query, { types: ['decision'] }))
      }
      assert.equal((await alice.search('title'))[0]?.id, 1)
    },
    { requirement: 'R19' },
  ),

  memoryCase(
    'takes any text, filter and topic key, and stays whole',
    async ({ forUser }) => {
      const alice = forUser('alice')
      await alice.save({ type: 'discovery', title: 'First', content: 'anchor' })
      for (const text of hostileQueries) {
        await succeedsOrRefuses(() =>
          alice.save({ type: 'discovery', title: text, content: text, topicKey: text }),
        )
        await succeedsOrRefuses(() => alice.list({ topicKeyPrefix: text }))
        await succeedsOrRefuses(() => alice.list({ types: [text] }))
        await succeedsOrRefuses(() => alice.search('anchor', { typesExclude: [text] }))
      }
      assert.equal((await alice.search('anchor'))[0]?.id, 1)
      assert.equal((await alice.get(1))?.content, 'anchor')
    },
    { requirement: 'R19' },
  ),

  memoryCase(
    'keeps every text exactly, or refuses it',
    async ({ forUser }) => {
      const alice = forUser('alice')
      for (const text of fragileTexts) {
        await keptOrRefused(alice, { title: 'Text', content: text })
        await keptOrRefused(alice, { title: text, content: 'text' })
        await keptOrRefused(alice, { title: 'Text', content: 'text', topicKey: `topic ${text}` })
      }
    },
    { requirement: 'R53' },
  ),

  memoryCase(
    'does not take different broken characters for the same',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const contents = ['x\ud800', 'x\ud801', 'x\udc00', 'x\ufffd', 'x\u0000', 'x', 'x\u0000y', 'x?']
      for (const content of contents) {
        const save = () => alice.save({ type: 'pattern', title: 'Text', content })
        if ((await succeedsOrRefuses(save)) === 'succeeded') assert.equal((await save()).outcome, 'deduped')
      }
      const { observations } = await alice.list()
      assert.equal(new Set(observations.map(({ content }) => content)).size, observations.length)
      for (const { content } of observations) assert.ok(contents.includes(content))
      assert.ok(observations.some(({ content }) => content === 'x\ufffd'))
    },
    { requirement: 'R53' },
  ),

  memoryCase(
    'exports and imports fragile text exactly',
    async ({ forUser }) => {
      const alice = forUser('alice')
      for (const content of fragileTexts) {
        await succeedsOrRefuses(() => alice.save({ type: 'pattern', title: 'Text', content }))
      }
      const lines = await collect(alice.export())
      await alice.erase()
      await alice.import(lines)
      assert.deepEqual(await collect(alice.export()), lines)
    },
    { requirement: 'R53', needs: ['transfer', 'clock'] },
  ),

  memoryCase(
    'keeps nothing private, in whatever field it comes',
    async ({ forUser }) => {
      const alice = forUser('alice')
      const secret = 'before <private>canary</private> after'
      await alice.save({ type: 'profile', title: secret, content: secret, topicKey: secret })
      await alice.save({ type: 'profile', title: 'Unclosed', content: 'open <PRIVATE >canary' })
      await alice.summarizeSession(secret)
      const ended = await alice.endSession(secret)
      assert.equal(ended.summary, 'before [REDACTED] after')
      assert.equal((await alice.get(1))?.title, 'before [REDACTED] after')
      assert.equal((await alice.get(1))?.content, 'before [REDACTED] after')
      const answers = [
        await alice.search('canary'),
        await alice.list(),
        await alice.startSession(),
        await alice.search('na'),
      ]
      assert.ok(!JSON.stringify(answers).includes('canary'), 'private text came through')
      assert.deepEqual(answers[0], [])
    },
    { requirement: 'R20' },
  ),

  memoryCase(
    'keeps nothing private, however it is written, and what is not private whole',
    async ({ forUser }) => {
      const alice = forUser('alice')
      for (const privacyCase of privacyCorpus) {
        const { title, content, secrets } = privacyCase
        const { id } = await alice.save({ type: 'discovery', title, content })
        const kept = await alice.get(id)
        const text = `${kept?.title}\n${kept?.content}`
        assert.deepEqual(leakedSecrets(privacyCase, text), [], privacyCase.name)
        assert.deepEqual(lostWords(privacyCase, text), [], privacyCase.name)
        for (const secret of secrets) assert.deepEqual(await alice.search(secret), [], privacyCase.name)
      }
    },
    { requirement: 'R21' },
  ),

  memoryCase(
    'recognises drafts that differ in private text only',
    async ({ forUser }) => {
      const save = (secret: string) =>
        forUser('alice').save({ type: 'profile', title: 'Card', content: `is <private>${secret}</private>` })
      assert.equal((await save('4711')).outcome, 'created')
      assert.equal((await save('0815')).outcome, 'deduped')
    },
    { requirement: 'R20' },
  ),
]

async function keptOrRefused(
  memory: UserMemory,
  text: { title: string; content: string; topicKey?: string },
) {
  const id: number[] = []
  const save = async () => id.push((await memory.save({ type: 'pattern', ...text })).id)
  if ((await succeedsOrRefuses(save)) === 'refused') return
  const kept = await memory.get(id[0] ?? 0)
  assert.deepEqual(
    { title: kept?.title, content: kept?.content },
    { title: text.title, content: text.content },
  )
  if (text.topicKey !== undefined) assert.equal(kept?.topicKey, text.topicKey)
}
