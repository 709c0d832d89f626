import type { Page } from 'playwright-core'

/** Keeps the events of the element in the page. */
export async function hear(tab: Page): Promise<() => Promise<string[]>> {
  await tab.addInitScript(`window.heard = []
    addEventListener('ilab-memory-error', ({ detail }) => heard.push(detail.code + ' ' + detail.status))`)
  return () => tab.evaluate('heard')
}
