import type { Page } from 'playwright-core'
import type { UserMemory } from '../../src/index.ts'
import type { Application } from './application.ts'

/** A window of a user in which time stands still. */
export interface StillWindow {
  readonly ada: UserMemory
  readonly tab: Page
  /** Address of the page. */
  readonly url: string
}

/** Opens a window for a new user with memories of these titles. */
export async function openStill(
  application: Application,
  userId: string,
  titles: readonly string[],
): Promise<StillWindow> {
  const ada = application.memory.forUser(userId)
  if (titles.length > 0)
    await ada.save(titles.map((title) => ({ type: 'discovery', title, content: `About ${title}.` })))
  const tab = await application.tabOf(userId)
  await tab.clock.install({ time: 0 })
  await tab.clock.pauseAt(86_400_000)
  return { ada, tab, url: application.url }
}

/** Resolves once the server has been sent a form to this path, and has answered. */
export function answered(tab: Page, path: string): Promise<unknown> {
  return tab.waitForResponse(
    (response) => response.request().method() === 'POST' && response.url().endsWith(path),
  )
}
