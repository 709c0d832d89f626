// Opens the page that the second argument names in the browser that the first names, and prints what it came to.
import { chromium } from 'playwright-core'

const [executablePath, url] = process.argv.slice(2)
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage()
await page.goto(url)
const result = await page.waitForFunction(() => globalThis.result, undefined, { timeout: 0 })
console.log(JSON.stringify(await result.jsonValue()))
await browser.close()
