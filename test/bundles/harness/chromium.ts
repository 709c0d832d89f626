import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of the Chromium of this machine. Errors: a machine that has none, since a leg that cannot run fails. */
export function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file))
  if (found === undefined) throw new Error('install Chromium, for example by: apt-get install chromium')
  return found
}
