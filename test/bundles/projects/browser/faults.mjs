// Opens a page in the given colour scheme and prints what axe finds wrong or cannot decide, and the page's commands.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [executablePath, url, colorScheme] = process.argv.slice(2)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
// The page's own policy would keep axe out.
const context = await browser.newContext({ colorScheme, bypassCSP: true })
const page = await context.newPage()
await page.goto(url)
await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)))
await page.evaluate(axe)
const found = await page.evaluate(() => globalThis.axe.run(document))
const named = (rules) => rules.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
const contrast = found.passes.find(({ id }) => id === 'color-contrast')
const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
const commands = await page.evaluate(() => document.body.innerText.match(/^\s*curl .*/gm) ?? [])
console.log(
  JSON.stringify({
    faults: named(found.violations),
    undecided: named(found.incomplete),
    measured: contrast?.nodes.length ?? 0,
    background,
    commands,
  }),
)
await browser.close()
