import { style } from './style.ts'

/** The style as a file: its name has a digest of its text, so a browser may keep it for ever. */
interface StyleFile {
  readonly name: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

let made: Promise<StyleFile> | null = null

/** Makes the file, once. */
export function styleFile(): Promise<StyleFile> {
  made ??= make()
  return made
}

async function make(): Promise<StyleFile> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)))
  const hex = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return {
    name: `style-${hex}.css`,
    text: style,
    headers: {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    },
  }
}
