import type { Page } from 'playwright-core'

/** Clicks a link to a file, and returns the path under which it has arrived. */
export async function download(tab: Page, link: string): Promise<string> {
  const arriving = tab.waitForEvent('download')
  await tab.getByRole('link', { name: link }).click()
  return (await arriving).path()
}

/** Erases everything on the page of control, as a person who types the wrong word first. */
export async function eraseByWord(tab: Page): Promise<void> {
  const outcomes = [
    ['eraser', 'Nothing was erased.'],
    ['erase', 'Nothing is kept about you any more.'],
  ] as const
  for (const [word, answer] of outcomes) {
    await tab.getByLabel('Type "erase" to confirm').fill(word)
    await tab.getByRole('button', { name: 'Erase everything' }).click()
    await tab.getByText(answer).waitFor()
  }
}

/** Imports a file on the page of control, and waits for the report. */
export async function importFile(tab: Page, file: string, report: string): Promise<void> {
  await tab.getByLabel('File').setInputFiles(file)
  await tab.getByRole('button', { name: 'Import' }).click()
  await tab.getByText(report).waitFor()
}
