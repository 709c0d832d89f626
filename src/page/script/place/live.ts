import type { Place } from './place.ts'

/** Tells a text to readers who do not see the page change: the live region of the page speaks it. */
export function announce({ root }: Place, text: string): void {
  const live = root.getElementById('live')
  if (live !== null) live.textContent = text
}

/** Tells that the server could not be reached, in the words of the page. */
export function announceFailure(place: Place): void {
  announce(place, place.root.getElementById('live')?.dataset['failed'] ?? '')
}
