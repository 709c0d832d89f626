import { chromium, type Browser } from 'playwright-core'
import { findChromium } from '../bundles/harness/chromium.ts'

let launching: Promise<Browser> | undefined

/** The one browser of all test files, started with the first that asks. It ends with the process. */
export function sharedBrowser(): Promise<Browser> {
  return (launching ??= chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] }))
}
