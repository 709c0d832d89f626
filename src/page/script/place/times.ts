/** Format of the page's language; making one takes longer than using it for a whole list. */
let made: { readonly language: string; readonly format: Intl.DateTimeFormat } | null = null

/** Shows the times below an element in the reader's own time zone. The server writes them in UTC. */
export function showLocalTimes(root: ParentNode, language: string): void {
  const format = formatOf(language)
  for (const time of root.querySelectorAll('time')) {
    const date = new Date(time.dateTime)
    if (Number.isNaN(date.getTime())) continue
    time.title = time.textContent ?? ''
    time.textContent = format.format(date)
  }
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
