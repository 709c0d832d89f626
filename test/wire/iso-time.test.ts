import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ILabMemory } from '../../src/index.ts'
import { createReferenceStore } from '../../src/testing/index.ts'
import { toIsoTime } from '../../src/wire/iso-time.ts'

test.each([
  ['2025-11-03T09:10:00.654321+00:00', '2025-11-03T09:10:00.654Z'],
  ['2025-11-03T09:10:00.9999999Z', '2025-11-03T09:10:00.999Z'],
  ['2025-11-03T09:10:00', '2025-11-03T09:10:00.000Z'],
  ['2025-11-03T09:10', '2025-11-03T09:10:00.000Z'],
  ['2025-11-03 09:10:00', '2025-11-03T09:10:00.000Z'],
  ['2025-11-03T09:10:00+05:30', '2025-11-03T03:40:00.000Z'],
  ['2025-11-03T23:10:00-0800', '2025-11-04T07:10:00.000Z'],
  ['2025-02-31T00:00:00', null],
  ['2025-11-03', null],
  ['yesterday', null],
  ['', null],
])('%j is %j', (text, time) => {
  expect(toIsoTime(text)).toBe(time)
})

test('a time of the library stays the same', () => {
  const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  fc.assert(fc.property(date, (time) => toIsoTime(time.toISOString()) === time.toISOString()))
})

test('any text is a time of the library or null', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-:T Z+.'.split('')) }), (text) => {
      const time = toIsoTime(text)
      expect(time === null || new Date(time).toISOString() === time).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('an import takes times as Python writes them', async () => {
  const times = {
    started_at: '2025-11-03T09:00:00.5+01:00',
    ended_at: '2025-11-03 10:00:00',
    last_activity_at: '2025-11-03T10:00:00',
  }
  const line = {
    kind: 'session',
    id: 's',
    status: 'completed',
    ...times,
    summary: 'Done',
    is_auto_generated: false,
  }
  const memory = new ILabMemory(createReferenceStore())
  await memory.forUser('ada').import([JSON.stringify(line)])
  const [, exported = ''] = await Array.fromAsync(memory.forUser('ada').export())
  expect(JSON.parse(exported)).toMatchObject({
    started_at: '2025-11-03T08:00:00.500Z',
    ended_at: '2025-11-03T10:00:00.000Z',
    last_activity_at: '2025-11-03T10:00:00.000Z',
  })
})
