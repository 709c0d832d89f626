import { dayMs } from '../days.ts'
import type { TimeRange } from './dates.ts'
import { fromLocal, localDay } from './time-zone.ts'

/** Times that a query names from the point of view of its asker. */
export interface RelativeDates {
  readonly dates: readonly { readonly range: TimeRange }[]
  /** `[start, end)` of the words that say it. */
  readonly spans: readonly (readonly [start: number, end: number])[]
}

const numbers: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  'a couple of': 2,
  'a few': 3,
  few: 3,
}
const numberWords = `\\d{1,3}|${Object.keys(numbers)
  .toSorted((a, b) => b.length - a.length)
  .join('|')}`
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
const mostRead = 2_000
const hourMs = dayMs / 24

/** Days on the asker's clocks, from 0 for today; months and years by the calendar. `[start, end)`. */
class Calendar {
  readonly #today: number

  constructor(today: number) {
    this.#today = today
  }

  days(from: number, to: number): TimeRange {
    return { start: this.#today + from * dayMs, end: this.#today + to * dayMs }
  }

  /** Weeks begin on Monday. */
  weeks(from: number, to: number): TimeRange {
    const monday = -((new Date(this.#today).getUTCDay() + 6) % 7)
    return this.days(monday + 7 * from, monday + 7 * to)
  }

  months(from: number, to: number): TimeRange {
    const today = new Date(this.#today)
    const at = (months: number): number => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months)
    return { start: at(from), end: at(to) }
  }

  units(unit: string, from: number, to: number): TimeRange {
    if (unit.startsWith('day')) return this.days(from, to)
    if (unit.startsWith('week')) return this.weeks(from, to)
    if (unit.startsWith('month')) return this.months(from, to)
    const year = new Date(this.#today).getUTCFullYear()
    return { start: Date.UTC(year + from, 0), end: Date.UTC(year + to, 0) }
  }

  /** The last such day of the week before today. */
  weekday(name: string): TimeRange {
    const today = new Date(this.#today).getUTCDay()
    const back = (today - weekdays.indexOf(name as (typeof weekdays)[number]) + 7) % 7 || 7
    return this.days(-back, 1 - back)
  }
}

type Groups = Readonly<Record<string, string | undefined>>
type Read = (groups: Groups, calendar: Calendar) => TimeRange

function numberOf(text: string | undefined): number {
  const word = (text ?? '').toLowerCase().replaceAll(/\s+/g, ' ')
  return numbers[word] ?? Number(word)
}

function within({ start }: TimeRange, from: number, to: number): TimeRange {
  return { start: start + from * hourMs, end: start + to * hourMs }
}

/** "Two weeks ago" is about that day: the further back, the less exact. */
function ago({ count, unit = '' }: Groups, calendar: Calendar): TimeRange {
  const number = numberOf(count)
  const name = unit.toLowerCase()
  if (name.startsWith('day')) return calendar.days(-number, 1 - number)
  if (name.startsWith('week')) return calendar.days(-7 * number - 3, -7 * number + 4)
  return calendar.units(name, -number, 1 - number)
}

const partsOfDay: Readonly<Record<string, readonly [number, number]>> = {
  morning: [4, 12],
  afternoon: [12, 18],
  evening: [17, 24],
}

function form(pattern: string, read: Read): readonly [RegExp, Read] {
  return [new RegExp(`\\b${pattern}\\b`, 'giu'), read]
}

// Most specific first: what one form has read is gone for the next ones.
const forms = [
  form('(?:the\\s+)?day\\s+before\\s+yesterday', (_, calendar) => calendar.days(-2, -1)),
  form('yesterday', (_, calendar) => calendar.days(-1, 0)),
  form('(?:last\\s+night)', (_, calendar) => within(calendar.days(-1, 0), 18, 30)),
  form('(?:this)\\s+(?<part>morning|afternoon|evening)', ({ part = '' }, calendar) =>
    within(calendar.days(0, 1), ...(partsOfDay[part.toLowerCase()] ?? [0, 24])),
  ),
  form('(?:today|tonight)', (_, calendar) => calendar.days(0, 1)),
  form(
    `(?<count>${numberWords})\\s+(?<unit>days?|weeks?|months?|years?)\\s+(?:ago|earlier|before\\s+now)`,
    ago,
  ),
  form(
    `(?:(?:in|over|during|within)\\s+)?(?:the\\s+)?(?:last|past)\\s+(?<count>${numberWords})\\s+(?<unit>days?|weeks?|months?|years?)`,
    (groups, calendar) => {
      const { start } = ago(groups, calendar)
      return { start, end: calendar.days(0, 1).end }
    },
  ),
  form('(?:last|past|previous)\\s+(?<unit>week|month|year)', ({ unit = '' }, calendar) =>
    calendar.units(unit.toLowerCase(), -1, 0),
  ),
  form('this\\s+(?<unit>week|month|year)', ({ unit = '' }, calendar) =>
    calendar.units(unit.toLowerCase(), 0, 1),
  ),
  form('last\\s+weekend', (_, calendar) => {
    const { end } = calendar.weeks(-1, 0)
    return { start: end - 2 * dayMs, end }
  }),
  form(`(?:on|last|this\\s+past|this)\\s+(?<day>${weekdays.join('|')})`, ({ day = '' }, calendar) =>
    calendar.weekday(day.toLowerCase()),
  ),
] as const

const nothing: RelativeDates = { dates: [], spans: [] }
/** Matches every query that some form matches. Trying one pattern is cheaper than all. */
const anyForm = new RegExp(
  `\\b(?:yesterday|last|past|previous|today|tonight|ago|earlier|before\\s+now|(?:on|this)\\s+(?:morning|afternoon|evening|week|month|year|past|${weekdays.join('|')}))\\b`,
  'iu',
)

/** The times that a query names from its asker's point of view: yesterday, two days ago, last week, on Monday. */
export function findRelativeDates(query: string, now: number | undefined, timeZone: string): RelativeDates {
  let rest = query.slice(0, mostRead)
  if (now === undefined || !anyForm.test(rest)) return nothing
  const calendar = new Calendar(localDay(now, timeZone))
  const dates: { range: TimeRange }[] = []
  const spans: [number, number][] = []
  for (const [pattern, read] of forms) {
    rest = rest.replace(pattern, (...parts: unknown[]) => {
      const [whole, offset, groups] = [parts[0] as string, parts.at(-3) as number, parts.at(-1) as Groups]
      const hasGroups = typeof groups === 'object'
      const at = hasGroups ? offset : (parts.at(-2) as number)
      const { start, end } = read(hasGroups ? groups : {}, calendar)
      dates.push({ range: { start: fromLocal(start, timeZone), end: fromLocal(end, timeZone) } })
      spans.push([at, at + whole.length])
      return '·'.repeat(whole.length)
    })
  }
  return { dates, spans }
}
