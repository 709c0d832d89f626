import { describe, expect, test } from 'vitest'
import { dateMatch, dateRanges, findDates } from '../../src/search/query/dates.ts'

const day = 86_400_000
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10)
const earliest = Date.UTC(2022, 2, 1)
const latest = Date.UTC(2023, 11, 31)
const ranges = (text: string): string[] =>
  findDates(text).flatMap((date) =>
    dateRanges(date, earliest, latest).map(({ start, end }) => `${iso(start)} ${iso(end - day)}`),
  )

describe('a text names', () => {
  test.each([
    ['What happened on 2023-05-07?', ['2023-05-07 2023-05-07']],
    ['2023-05-07T12:00:00Z', ['2023-05-07 2023-05-07']],
    ['29.12.2023', ['2023-12-29 2023-12-29']],
    ['am 7. 5. 2023', ['2023-05-07 2023-05-07']],
    ['7 May 2023', ['2023-05-07 2023-05-07']],
    ['the 7th of May, 2023', ['2023-05-07 2023-05-07']],
    ['May 7, 2023', ['2023-05-07 2023-05-07']],
    ['on Sept. 3rd 2022', ['2022-09-03 2022-09-03']],
    ['25/12/2022', ['2022-12-25 2022-12-25']],
    ['3/4/2023', ['2023-04-03 2023-04-03', '2023-03-04 2023-03-04']],
    ['2023年5月7日', ['2023-05-07 2023-05-07']],
    ['2023年5月', ['2023-05-01 2023-05-31']],
    ['2022-11', ['2022-11-01 2022-11-30']],
    ['May 2023', ['2023-05-01 2023-05-31']],
    ['february of 2023', ['2023-02-01 2023-02-28']],
    ['summer 2022', ['2022-06-01 2022-08-31']],
    ['in the winter of 2022', ['2022-12-01 2023-02-28']],
    ['in 2022', ['2022-01-01 2022-12-31']],
    ['on 7 May', ['2021-05-07 2021-05-07', '2022-05-07 2022-05-07', '2023-05-07 2023-05-07']],
    ['in June', ['2021-06-01 2021-06-30', '2022-06-01 2022-06-30', '2023-06-01 2023-06-30']],
    ['in May 2023 and in June 2023', ['2023-05-01 2023-05-31', '2023-06-01 2023-06-30']],
  ])('%s', (text, expected) => {
    expect(ranges(text)).toEqual(expected)
  })

  test.each([
    'may I go?',
    'march on',
    'version 1.2.2023.4567',
    '31.2.2023',
    '2023-13-01',
    'call 2023',
    'at 10:30',
    '',
  ])('no date: %s', (text) => {
    expect(ranges(text)).toEqual([])
  })

  test('at most eight dates, each once', () => {
    const many = Array.from({ length: 20 }, (_, i) => `2023-05-${String(i + 1).padStart(2, '0')}`).join(' ')
    expect(findDates(many)).toHaveLength(8)
    expect(findDates('May 2023, May 2023')).toHaveLength(1)
  })

  test('the 29th of February only in years that have it', () => {
    const [date] = findDates('on 29 February')
    expect(dateRanges(date!, Date.UTC(2020, 0), Date.UTC(2025, 0))).toHaveLength(2)
  })

  test('in time that grows with the text, whatever is in it', () => {
    // Quadratic time would outlast the time limit of a test.
    for (const unit of [' ', 'in ', '1 ', '2023-']) expect(findDates(unit.repeat(500_000))).toEqual([])
  })
})

test('a time matches inside, half up to seven days after, and not before', () => {
  const range = [{ start: 10 * day, end: 11 * day }]
  const times = [10 * day - 1, 10 * day, 11 * day - 1, 11 * day, 18 * day - 1, 18 * day]
  expect(times.map((time) => dateMatch(time, range))).toEqual([0, 1, 1, 0.5, 0.5, 0])
})
