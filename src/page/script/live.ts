/** Tells a text to readers who do not see the page change: the live region of the page speaks it. */
export function announce(text: string): void {
  const live = document.getElementById('live')
  if (live !== null) live.textContent = text
}

/** Tells that the server could not be reached, in the words of the page. */
export function announceFailure(): void {
  announce(document.getElementById('live')?.dataset['failed'] ?? '')
}
