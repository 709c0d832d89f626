/** Finds the link of a click that asks for this window; null for another element, and for a new tab by a key held down. */
export function linkOf(event: MouseEvent, selector: string): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return null
  return (event.target as Element | null)?.closest<HTMLAnchorElement>(selector) ?? null
}
