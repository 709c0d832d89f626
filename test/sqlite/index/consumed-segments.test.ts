import { describe, expect, test } from 'vitest'
import { consumedSegments } from '../../../src/stores/sqlite/index/consumed-segments.ts'

const cookie = [0, 0, 0, 2]
const secondVersion = [0xff, 0, 0, 1]
/** In two bytes. */
const counter = [0x81, 0x53]

describe('what FTS5 says of its segments', () => {
  test('names those that a merge has read, and up to which page', () => {
    const levels = [
      [0, 1, /* */ 7, 1, 1],
      [3, 4, /* */ 15, 0, 0, /* */ 18, 0, 0, /* */ 13, 32, 33, /* */ 0x81, 0x00, 0x82, 0x01, 0x83, 0x01],
      [0, 1, /* */ 1, 1, 0x61],
    ].flat()
    expect(consumedSegments(Uint8Array.from([...cookie, 3, 6, ...counter, ...levels]))).toEqual([
      { segment: 15, firstPage: 0 },
      { segment: 18, firstPage: 0 },
      { segment: 13, firstPage: 32 },
      { segment: 128, firstPage: 257 },
    ])
  })

  test('is read in the longer form as well', () => {
    const more = [1, 2, 0, 0, 40]
    const level = [2, 2, /* */ 4, 0, 0, ...more, /* */ 5, 1, 9, ...more]
    expect(consumedSegments(Uint8Array.from([...cookie, ...secondVersion, 1, 2, 0, ...level]))).toEqual([
      { segment: 4, firstPage: 0 },
    ])
  })

  test('is nothing in an empty index', () => {
    expect(consumedSegments(Uint8Array.from([...cookie, 0, 0, 0]))).toEqual([])
  })

  test.each([
    ['ends too early', [...cookie, 1, 1, 0, 0, 1, 4, 0]],
    ['has another number of segments', [...cookie, 1, 2, 0, 0, 1, 4, 0, 0]],
    ['is empty', []],
  ])('is not guessed at where it %s', (_, bytes) => {
    expect(() => consumedSegments(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'corrupt' }),
    )
  })
})
