import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApplication, type Application } from './application.ts'
import { liveExample } from './example-life.ts'
import { closeWindow } from './close-window.ts'

const folder = join(import.meta.dirname, 'screenshots')
const views = {
  list: '',
  search: '?q=colours',
  topics: '?order=topic',
  empty: '?q=zebra',
  memory: '/memories/3',
  edit: '/memories/3/edit',
  history: '/memories/3/history',
  forget: '/memories/3/forget',
  review: '/review',
  sessions: '/sessions',
  control: '/control',
  print: '/print',
}

let application: Application
beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  application = await startApplication()
  await liveExample(application.memory.forUser('ada'))
})
afterAll(() => application[Symbol.asyncDispose]())

test.each([
  ['light', 1280],
  ['light', 390],
  ['dark', 1280],
  ['dark', 390],
] as const)('pictures of every view, %s at %i pixels, for people to look at', async (colorScheme, width) => {
  const tab = await application.tabOf('ada', { colorScheme, width })
  for (const [name, path] of Object.entries(views)) {
    await tab.goto(application.url + path)
    // What moves after the first paint: times that the script writes in the reader's zone. Up to .1 counts as good.
    const shift = await tab.evaluate<number>(`new Promise((resolve) => {
      let sum = 0
      new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { sum += value }))
        .observe({ type: 'layout-shift', buffered: true })
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
    })`)
    expect(shift, `layout shift of ${name}`).toBeLessThan(0.005)
    await tab.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true })
  }
  await closeWindow(tab)
})
