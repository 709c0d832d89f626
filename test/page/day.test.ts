import { expect, test } from 'vitest'
import { placeOf, startOfDay } from '../../src/page/request/day.ts'

/** Days on which the clock was changed, at midnight in some zones, and days on which it was not. */
const days = [
  ['Europe/Madrid', '2026-03-29'],
  ['Europe/Madrid', '2026-10-25'],
  ['Asia/Kolkata', '2026-01-01'],
  ['Pacific/Kiritimati', '2026-11-29'],
  ['Pacific/Pago_Pago', '2026-11-29'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Havana', '2026-11-01'],
  ['Africa/Cairo', '2024-04-26'],
  ['Asia/Beirut', '2025-03-30'],
  ['UTC', '2026-02-28'],
] as const

test.each(days)('in %s, %s begins with the first instant of that day', (zone, day) => {
  const start = Date.parse(startOfDay(day, zone))
  const dayOf = (instant: number): string => new Date(instant).toLocaleDateString('sv-SE', { timeZone: zone })
  expect(dayOf(start)).toBe(day)
  expect(dayOf(start - 1) < day).toBe(true)
})

test('without a zone a day stays as it is, and so does a text that is none', () => {
  expect(startOfDay('2026-11-29', '')).toBe('2026-11-29')
  expect(startOfDay('soon', 'Europe/Madrid')).toBe('soon')
  expect(() => startOfDay('2026-11-29', 'Nowhere/At_all')).toThrow('zone')
})

test('a zone has the name of its place', () => {
  expect(placeOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires')
  expect(placeOf('')).toBe('UTC')
})
