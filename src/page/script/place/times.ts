/** Format of the page's language; making one takes longer than using it for a whole list. */
let made: { readonly language: string; readonly format: Intl.DateTimeFormat } | null = null

/** Shows the times below an element in the reader's own time zone, and counts days in it. The server does so in UTC. */
export function showLocalTimes(root: ParentNode, language: string): void {
  const format = formatOf(language)
  const zone = format.resolvedOptions().timeZone
  for (const field of root.querySelectorAll<HTMLInputElement>('input[name=zone]'))
    if (field.value === '') countDaysIn(zone, field)
  for (const time of root.querySelectorAll('time')) {
    const date = new Date(time.dateTime)
    if (Number.isNaN(date.getTime())) continue
    time.title = time.textContent ?? ''
    time.textContent = format.format(date)
  }
}

/** A zone that the address has stays: its days were chosen there. */
function countDaysIn(zone: string, field: HTMLInputElement): void {
  field.value = zone
  for (const name of field.form?.querySelectorAll('[data-zone]') ?? [])
    name.textContent = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? ''
}

function formatOf(language: string): Intl.DateTimeFormat {
  if (made?.language !== language) {
    const format = new Intl.DateTimeFormat(language, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
    })
    made = { language, format }
  }
  return made.format
}
