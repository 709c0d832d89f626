import assert from 'node:assert/strict'
import type { MemoryCase } from '../../contract-case.ts'
import { failsWith } from '../../expectations.ts'
import { memoryCase } from '../../world.ts'

/** Ids that a layer below might confuse with each other, or read as something else than an id. */
const confusableUserIds: readonly string[] = [
  'alice',
  'Alice',
  'ALICE',
  'alice.',
  'alice/',
  '.',
  '..',
  '../alice',
  '/',
  'a',
  'a:b',
  'a:b:c',
  'a::b',
  'a|b',
  'auth0|abc',
  'a-b',
  'a_b',
  'axb',
  '%',
  '_',
  '*',
  'a%',
  'a*',
  '%61',
  '\\',
  "'",
  '"',
  "a'--",
  ';',
  '$1',
  '0',
  '00',
  '1',
  '-1',
  '1e0',
  'null',
  'undefined',
  'NaN',
  'true',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'CON',
  'a.db',
  '{}',
  '<private>',
  'x'.repeat(254),
  'x'.repeat(255),
  `${'x'.repeat(254)}y`,
]

/** Values that are no user id: empty, over-long, or outside printable ASCII without spaces. */
const refusedUserIds: readonly unknown[] = [
  '',
  'x'.repeat(256),
  ' ',
  'a b',
  ' alice',
  'alice ',
  'a\tb',
  'a\nb',
  'alice\n',
  'a\u0000b',
  '\u001b',
  '\u007f',
  'a\u00a0b',
  'é',
  'e\u0301',
  'аlice',
  '😀',
  '\ud800',
  '\u200b',
  undefined,
  null,
  7,
  true,
  {},
  [],
  ['alice'],
]

/** Cases of user ids. */
export const identityCases: readonly MemoryCase[] = [
  memoryCase(
    'keeps users apart whose ids are easily taken for one another',
    async ({ forUser }) => {
      for (const [index, userId] of confusableUserIds.entries()) {
        const memory = forUser(userId)
        assert.equal(memory.userId, userId)
        assert.deepEqual(await memory.search('canary'), [])
        const saved = await memory.save({
          type: 'profile',
          title: 'canary',
          content: `${index}`,
          topicKey: 'me',
        })
        assert.deepEqual([saved.id, saved.outcome], [1, 'created'])
      }
      for (const [index, userId] of confusableUserIds.entries()) {
        const memory = forUser(userId)
        const { observations } = await memory.list()
        assert.deepEqual(
          observations.map(({ content, userId: owner }) => [content, owner]),
          [[`${index}`, userId]],
        )
        assert.equal((await memory.search('canary')).length, 1)
        assert.deepEqual([(await memory.stats()).observations, (await memory.stats()).sessions], [1, 1])
      }
    },
    { requirement: 'R7' },
  ),

  memoryCase(
    'erases one of them and leaves the others',
    async ({ forUser }) => {
      const userIds = ['alice', 'Alice', 'a', 'a:b', 'a%', '%', '_', '*', '.', '..', '__proto__']
      for (const userId of userIds)
        await forUser(userId).save({ type: 'profile', title: 'canary', content: userId })
      for (const [index, userId] of userIds.entries()) {
        assert.equal((await forUser(userId).erase()).observations, 1)
        for (const [other, otherId] of userIds.entries()) {
          assert.equal((await forUser(otherId).search('canary')).length, other <= index ? 0 : 1)
        }
      }
    },
    { requirement: 'R8' },
  ),

  memoryCase(
    'refuses what is no user id',
    async ({ forUser }) => {
      for (const userId of refusedUserIds) {
        const secrets = typeof userId === 'string' && userId.length > 2 ? [userId] : []
        await failsWith('invalid_input', () => forUser(userId as string).stats(), secrets)
      }
    },
    { requirement: 'R7' },
  ),
]
