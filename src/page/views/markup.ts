import { html } from 'hono/html'
import type { PageLanguage } from '../texts/languages.ts'

// Making a format takes longer than all else of a row.
const timeFormats = { en: timeFormatOf('en'), es: timeFormatOf('es') }
const numberFormats = { en: new Intl.NumberFormat('en'), es: new Intl.NumberFormat('es') }

function timeFormatOf(language: PageLanguage): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  })
}

/** Makes markup of a template and escapes every value that is put into it. Under the name `html` a formatter would add white space. */
export const markup: typeof html = html

/** A piece of a page. `markup` escapes every value that is put into it. */
export type Markup = ReturnType<typeof html>

/** No markup. */
export const nothing: Markup = markup``

/** Time of a memory in the reader's language. The server does not know the reader's zone, so it is in UTC and says so. */
export function timeMarkup(time: string, language: PageLanguage): Markup {
  return markup`<time datetime="${time}">${timeFormats[language].format(new Date(time))}</time>`
}

/** A number in the reader's language. */
export function numberText(value: number, language: PageLanguage): string {
  return numberFormats[language].format(value)
}

/** Text with its passages `[start, end)` marked. */
export function markedText(text: string, passages: readonly (readonly [number, number])[]): Markup {
  const pieces: (Markup | string)[] = []
  let at = 0
  for (const [start, end] of passages) {
    pieces.push(text.slice(at, start), markup`<mark>${text.slice(start, end)}</mark>`)
    at = end
  }
  pieces.push(text.slice(at))
  return markup`${pieces}`
}

/** The beginning of a text, cut between characters. */
export function beginningOf(text: string, most: number): string {
  const characters = Array.from(text.slice(0, most * 2))
  return characters.length <= most ? text : `${characters.slice(0, most).join('').trimEnd()}…`
}
