import { readFileSync } from 'node:fs'

let known: string | undefined

/** The version of this package. */
export function packageVersion(): string {
  if (known === undefined) {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    known = (manifest as { version: string }).version
  }
  return known
}
