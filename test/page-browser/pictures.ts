import { statSync } from 'node:fs'
import { join } from 'node:path'
import { startApplication } from './application.ts'
import { liveExample } from './example-life.ts'
import { sharedBrowser } from './shared-browser.ts'
import { closeWindow } from './close-window.ts'

/** Bytes at most of a picture: the package carries them. */
const mostBytes = 60_000
const folder = join(import.meta.dirname, '../../docs/pictures')

// Makes the pictures of docs/page.md anew: `npm run pictures`.
const application = await startApplication()
try {
  await liveExample(application.memory.forUser('ada'))
  const pictures = [
    ['page-list', '/memory?q=colours', { width: 860, colorScheme: 'light' }, 560],
    ['page-memory', '/memory/memories/3', { width: 860, colorScheme: 'dark' }, 640],
    ['page-review-phone', '/memory/review', { width: 390, colorScheme: 'light' }, 780],
    ['page-element', '/settings', { width: 860, colorScheme: 'light' }, 640],
  ] as const
  for (const [name, path, look, height] of pictures) {
    const tab = await application.tabOf('ada', look)
    await tab.setViewportSize({ width: look.width, height })
    await tab.goto(application.origin + path)
    await tab.getByRole('link', { name: 'Memories' }).waitFor()
    const file = join(folder, `${name}.png`)
    await tab.screenshot({ path: file })
    const { size } = statSync(file)
    if (size > mostBytes) throw new Error(`${name}.png has ${size} bytes, more than ${mostBytes}`)
    console.log(`docs/pictures/${name}.png: ${size} bytes`)
    await closeWindow(tab)
  }
} finally {
  await application[Symbol.asyncDispose]()
  await (await sharedBrowser()).close()
}
