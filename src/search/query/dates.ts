import { dayMs } from '../days.ts'
import { fromLocal, toLocal } from './time-zone.ts'

/**
 * A day, month, season or year of the calendar. Without a year it means every year's.
 * Months count from 1; a season that runs into the next year has a `lastMonth` above 12.
 */
export interface CalendarDate {
  readonly year: number | null
  readonly firstMonth: number
  readonly lastMonth: number
  readonly day: number | null
}

/** A time that a query names: by the calendar, or, where it counts from now ("yesterday"), as the time it was. */
export type NamedDate = CalendarDate | { readonly range: TimeRange }

/** `[start, end)` in milliseconds since the epoch. */
export interface TimeRange {
  readonly start: number
  readonly end: number
}

const monthNames =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const monthStarts = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const seasons = new Map([
  ['spring', 3],
  ['summer', 6],
  ['autumn', 9],
  ['fall', 9],
  ['winter', 12],
])

function monthNumber(name: string | undefined): number {
  return monthStarts.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1
}

function daysInMonth(year: number | null, month: number): number {
  return new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate()
}

type Groups = Readonly<Record<string, string | undefined>>
function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text)
}

function dated(year: number | null, month: number, day: number | null): CalendarDate[] {
  if (month < 1 || month > 12) return []
  if (day !== null && (day < 1 || day > daysInMonth(year, month))) return []
  return [{ year, firstMonth: month, lastMonth: month, day }]
}

function named({ year, month, day }: Groups): CalendarDate[] {
  return dated(numberOf(year), monthNumber(month), numberOf(day))
}

function numeric({ year, month, day }: Groups): CalendarDate[] {
  return dated(Number(year), Number(month), numberOf(day))
}

// 3/4/2023 is the 3rd of April to most of the world and the 4th of March to some: both are meant.
function slashed({ year, first, second }: Groups): CalendarDate[] {
  const readings = [
    ...dated(Number(year), Number(second), Number(first)),
    ...dated(Number(year), Number(first), Number(second)),
  ]
  return first === second ? readings.slice(0, 1) : readings
}

function seasonal({ year, season }: Groups): CalendarDate[] {
  const firstMonth = seasons.get((season ?? '').toLowerCase())
  return firstMonth === undefined
    ? []
    : [{ year: numberOf(year), firstMonth, lastMonth: firstMonth + 2, day: null }]
}

function yearly({ year }: Groups): CalendarDate[] {
  return [{ year: Number(year), firstMonth: 1, lastMonth: 12, day: null }]
}

const yearGroup = '(?<year>(?:19|20)\\d\\d)(?!\\d)'
const dayGroup = '(?<!\\d)(?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])'
const monthGroup = `\\b(?<month>${monthNames})\\b\\.?`
const inTime =
  '\\b(?:in|of|on|during|since|by|around|before|after|until|this|last|next|late|early|mid)\\b[\\s-]+(?:the\\s+)?'

function form(pattern: string, read: (groups: Groups) => CalendarDate[]): readonly [RegExp, typeof read] {
  return [new RegExp(pattern, 'giu'), read]
}

// Most specific first: what one form has read is gone for the next ones.
const forms = [
  form(`(?<!\\d)${yearGroup}[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})(?!\\d)`, numeric),
  form(`(?<![\\d.])(?<day>\\d{1,2})\\.\\s?(?<month>\\d{1,2})\\.\\s?${yearGroup}(?!\\.\\d)`, numeric),
  form(`(?<!\\d)(?<first>\\d{1,2})[/-](?<second>\\d{1,2})[/-]${yearGroup}`, slashed),
  form(`(?<!\\d)${yearGroup}\\s?年\\s?(?<month>\\d{1,2})\\s?月(?:\\s?(?<day>\\d{1,2})\\s?[日号])?`, numeric),
  form(`(?<!\\d)${yearGroup}[-/](?<month>\\d{1,2})(?![\\d])`, numeric),
  form(`${dayGroup}\\.?\\s+(?:of\\s+)?${monthGroup},?\\s+(?:of\\s+)?${yearGroup}`, named),
  form(`${monthGroup}\\s+(?:the\\s+)?${dayGroup},?\\s+(?:of\\s+|in\\s+)?${yearGroup}`, named),
  form(`${dayGroup}\\.?\\s+(?:of\\s+)?${monthGroup}`, named),
  form(`${monthGroup}\\s+(?:the\\s+)?${dayGroup}`, named),
  form(`${monthGroup},?\\s+(?:of\\s+|in\\s+)?${yearGroup}`, named),
  form(`\\b(?<season>${[...seasons.keys()].join('|')})\\b,?\\s+(?:of\\s+|in\\s+)?${yearGroup}`, seasonal),
  form(`${inTime}${monthGroup}`, named),
  form(`${inTime}(?<season>spring|summer|autumn|winter)\\b`, seasonal),
  form(`${inTime}${yearGroup}`, yearly),
] as const

/** Matches every text that some form matches: a number, a month or a season. Trying one pattern is cheaper than all. */
const mayNameDate = new RegExp(`\\d|\\b(?:${monthNames}|${[...seasons.keys()].join('|')})\\b`, 'iu')

const mostDates = 8
const longestRead = 2_000

/** The dates that a text names, each once, at most 8; only its first 2,000 characters are read. */
export function findDates(text: string): CalendarDate[] {
  const beginning = text.slice(0, longestRead)
  if (!mayNameDate.test(beginning)) return []
  let rest = beginning.replaceAll(/\s+/g, ' ')
  const found = new Map<string, CalendarDate>()
  for (const [pattern, read] of forms) {
    rest = rest.replace(pattern, (whole: string, ...parts: unknown[]) => {
      const dates = read(parts.at(-1) as Groups)
      for (const date of dates) found.set(JSON.stringify(date), date)
      return dates.length > 0 ? ' · ' : whole
    })
  }
  return [...found.values()].slice(0, mostDates)
}

function rangeInYear(date: CalendarDate, year: number): TimeRange | null {
  if (date.day === null) {
    return { start: Date.UTC(year, date.firstMonth - 1), end: Date.UTC(year, date.lastMonth) }
  }
  // The 29th of February exists in some years only.
  if (date.day > daysInMonth(year, date.firstMonth)) return null
  const start = Date.UTC(year, date.firstMonth - 1, date.day)
  return { start, end: start + dayMs }
}

const mostYears = 200

/**
 * When a date was, between two times (milliseconds): one range, or one a year where the date names no
 * year. Ascending. Days are those of the zone.
 */
export function dateRanges(date: NamedDate, earliest: number, latest: number, timeZone = 'UTC'): TimeRange[] {
  if ('range' in date) return [date.range]
  const inZone = ({ start, end }: TimeRange): TimeRange => ({
    start: fromLocal(start, timeZone),
    end: fromLocal(end, timeZone),
  })
  if (date.year !== null) {
    const range = rangeInYear(date, date.year)
    return range === null ? [] : [inZone(range)]
  }
  const last = new Date(toLocal(latest, timeZone)).getUTCFullYear()
  const first = Math.max(new Date(earliest).getUTCFullYear() - 1, last - mostYears)
  const ranges: TimeRange[] = []
  for (let year = first; year <= last; year++) {
    const range = rangeInYear(date, year)
    if (range !== null) ranges.push(inZone(range))
  }
  return ranges
}

const toldLaterMs = 7 * dayMs
const toldLater = 0.5

/** 1 for a time inside one of the ranges, .5 up to seven days after one (people tell later), else 0. */
export function dateMatch(time: number, ranges: readonly TimeRange[]): number {
  let best = 0
  for (const range of ranges) {
    if (time < range.start) break
    if (time < range.end) return 1
    if (time < range.end + toldLaterMs) best = toldLater
  }
  return best
}
