import type { Page } from 'playwright-core'

/**
 * Closes a window with all that belongs to it. The window goes to an empty page first: Chromium never answers a request to
 * close a window that is on its way to another page, as after a click on a link.
 */
export async function closeWindow(tab: Page): Promise<void> {
  if (!tab.isClosed()) await empty(tab)
  await tab.context().close()
}

async function empty(tab: Page): Promise<void> {
  try {
    await tab.goto('about:blank')
  } catch (error) {
    if (!String(error).includes('interrupted by another navigation')) throw error
    await empty(tab)
  }
}
