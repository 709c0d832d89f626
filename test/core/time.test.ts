import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isoTime } from '../../src/core/time.ts'

test('writes every time as a Date does', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(isoTime(date.getTime())).toBe(date.toISOString())
    }),
  )
  for (const time of [0, -1, 999, 1.5, -1.5, 86_399_999, 8.64e15, -8.64e15]) {
    expect(isoTime(time)).toBe(new Date(time).toISOString())
  }
})

test('refuses a number that no date has', () => {
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, -8.64e15 - 1]) {
    expect(() => isoTime(time)).toThrow(RangeError)
  }
})
