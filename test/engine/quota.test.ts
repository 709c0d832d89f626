import { nothingGiven } from '../../src/core/store/beside.ts'
import { describe, expect, test } from 'vitest'
import { observationBytes, sessionBytes } from '../../src/engine/rules/counted-bytes.ts'
import { decideStale, requireWithinQuota } from '../../src/engine/rules/quota.ts'

const observation = { title: 'told', content: 'told', topicKey: null, ...nothingGiven }
/** 4 bytes of summary, 8 of its observation. */
const closing = { summary: 'told', observation }

describe('the bytes that count', () => {
  test('are those of the texts in UTF-8, and 64 for each session', () => {
    expect(observationBytes({ ...nothingGiven, title: 'Ä', content: '😀', topicKey: 'k' })).toBe(7)
    const beside = { data: '{"ü":1}', source: 'ü', keywords: ['ü', 'a'] }
    expect(observationBytes({ title: '', content: '', topicKey: null, ...beside })).toBe(8 + 2 + 10)
    const id = '11111111-1111-4111-8111-111111111111'
    expect([null, 'über'].map((summary) => sessionBytes({ id, summary }))).toEqual([64, 69])
    expect(sessionBytes({ id: `${id}Ä`, summary: null })).toBe(66)
  })
})

describe('a write under a quota', () => {
  const refused = (before: number, after: number, opened?: number): boolean => {
    try {
      requireWithinQuota(
        { bytes: 100 },
        { observations: 0, bytes: before },
        { observations: 0, bytes: after },
        opened,
      )
      return false
    } catch (error) {
      expect(error).toMatchObject({ code: 'quota_exceeded' })
      return true
    }
  }

  test('is refused where it grows beyond it, and only there', () => {
    expect([
      refused(0, 100),
      refused(0, 101),
      refused(150, 150),
      refused(150, 151),
      refused(150, 120),
    ]).toEqual([false, true, false, true, false])
  })

  test('is never refused for the session that it opens', () => {
    expect([refused(164, 164, 64), refused(164, 165, 64), refused(64, 164, 64)]).toEqual([false, true, false])
  })
})

describe('a stale session', () => {
  const decide = (bytes: number, observations = 0): string =>
    decideStale({ bytes: 100, observations: 1 }, { bytes, observations }, closing)

  test('is closed and told of where all of it fits', () => {
    expect([decide(24), decide(25), decide(24, 1)]).toEqual(['close_and_save', 'close', 'close'])
    expect(decideStale({}, { bytes: 1e9, observations: 1e6 }, closing)).toBe('close_and_save')
  })

  test('goes on where the next session has no room', () => {
    expect([decide(32), decide(33), decide(200)]).toEqual(['close', 'continue', 'continue'])
  })
})
